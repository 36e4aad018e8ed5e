/// Why a command ends without success: one sentence for a person, one code for a program.
package struct CommandFailure: Error, Equatable, CustomStringConvertible {
  /// Stable: scripts rely on them.
  package enum Code: Int32, Sendable {
    case failed = 1
    case notRunning = 2
    case noTrade = 3
    /// As the argument parser ends after a wrong command line.
    case usage = 64
    case configuration = 78
  }

  package let code: Code
  package let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
