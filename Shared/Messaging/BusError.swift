/// What went wrong on the bus.
package struct BusError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// An address cannot be used: taken, malformed, or not allowed.
    case address
    /// A key is missing, is none, or is open to others than its owner.
    case keys
    /// No answer before the deadline. Whether the request was handled is unknown.
    case timeout
    /// Only standbys answered.
    case notLeader
    /// The service does not know the request, or not this version of it.
    case unsupported
    /// The service tried and failed.
    case failed
    /// Too many requests of this process wait for an answer; this one was not sent.
    case overloaded
    /// The bus of this process has been closed.
    case closed
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
