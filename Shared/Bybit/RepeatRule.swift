import HTTPClient
import Model

/// Whether the client itself sends a failed call again. Writes are repeated only when the exchange certainly did not act; what to do after
/// an unknown outcome is the caller's decision (DESIGN §6.1).
enum RepeatRule: Equatable {
  case never
  /// Once, at once: the clock has just been corrected.
  case atOnce
  case afterBackOff
  case at(Timestamp)

  init(_ error: BybitError, isWrite: Bool, hasResynchronized: Bool) {
    switch error.kind {
    case .rejected where error.retCode == 10_002: self = hasResynchronized ? .never : .atOnce
    case .rateLimited(let until): self = !isWrite || error.retCode == 10_006 ? .at(until) : .never
    case .notSent: self = Self.isTransient(error) ? .afterBackOff : .never
    case .outcomeUnknown, .malformedReply: self = !isWrite && Self.isTransient(error) ? .afterBackOff : .never
    case .rejected, .ipBanned, .authentication, .duplicateLinkID, .notFound, .breakerOpen: self = .never
    }
  }

  /// Failures of the caller's own making do not go away: cancelled, closed, not allowed, or refused by the write guard.
  private static func isTransient(_ error: BybitError) -> Bool {
    guard let transport = error.cause as? HTTPError else { return error.kind != .notSent }
    switch transport.code {
    case .cancelled, .closed, .invalidRequest, .plainHTTPRefused: return false
    default: return true
    }
  }
}
