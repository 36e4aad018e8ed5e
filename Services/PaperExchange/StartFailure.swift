/// Why the exchange does not start, as one sentence for a person.
package struct StartFailure: Error, Equatable, CustomStringConvertible {
  package enum Kind: Sendable {
    /// The command line is wrong: exit code 64.
    case usage
    /// The machine or the data is wrong: exit code 1.
    case environment
  }

  package let kind: Kind
  package let description: String

  package static func usage(_ description: String) -> StartFailure { StartFailure(kind: .usage, description: description) }
  package static func environment(_ description: String) -> StartFailure {
    StartFailure(kind: .environment, description: description)
  }
}
