import HTTPClient
import Model

/// Why a call did not give its result, and what the caller may conclude.
package struct BybitError: Error, Sendable, CustomStringConvertible {
  package enum Kind: Sendable, Equatable {
    /// Definitely refused, without effect.
    case rejected
    /// The exchange may have acted. A write must be looked up by its link id before anything else (DESIGN §6.1).
    case outcomeUnknown
    /// Not one byte was sent.
    case notSent
    case rateLimited(until: Timestamp)
    case ipBanned(until: Timestamp)
    /// Key, signature or permission: nothing will work until someone changes the configuration.
    case authentication
    /// The link id exists: an earlier send has arrived.
    case duplicateLinkID
    /// No such order, or it is already final: read the state again.
    case notFound
    /// The reply cannot be understood. Reads only: a write answered so is `outcomeUnknown`.
    case malformedReply
    case breakerOpen(until: Timestamp)
  }

  package let kind: Kind
  package let retCode: Int?
  /// For people; the exchange's texts are not stable, so no code decides on them.
  package let message: String
  package let endpoint: String
  package let cause: (any Error)?

  package init(_ kind: Kind, retCode: Int? = nil, _ message: String, endpoint: String, cause: (any Error)? = nil) {
    self.kind = kind
    self.retCode = retCode
    self.message = message
    self.endpoint = endpoint
    self.cause = cause
  }

  init(_ error: HTTPError, endpoint: String) {
    self.init(error.delivery == .notSent ? .notSent : .outcomeUnknown, error.description, endpoint: endpoint, cause: error)
  }

  /// Whether a write that ended so may have had an effect.
  package var mayHaveActed: Bool { kind == .outcomeUnknown || kind == .duplicateLinkID || kind == .malformedReply }

  /// The same error as a write sees it: an answer that cannot be read does not say what happened.
  var ofWrite: BybitError {
    guard kind == .malformedReply else { return self }
    return BybitError(.outcomeUnknown, retCode: retCode, message, endpoint: endpoint, cause: self)
  }

  package var description: String { "\(endpoint): \(kind)\(retCode.map { " (\($0))" } ?? ""): \(message)" }
}
