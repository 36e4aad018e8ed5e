import Bybit

/// What a failed sending means for the order (DESIGN §6.1): a timeout is never a rejection.
package enum SendOutcome: Sendable, Equatable {
  /// Certainly without effect, and again would be refused again.
  case refused
  /// Certainly not sent; the same order may be sent again.
  case notSent
  /// It may have arrived.
  case unknown

  package init(_ kind: BybitError.Kind) {
    switch kind {
    case .rejected, .authentication, .notFound: self = .refused
    case .notSent, .rateLimited, .ipBanned, .breakerOpen: self = .notSent
    case .outcomeUnknown, .duplicateLinkID, .malformedReply: self = .unknown
    }
  }
}
