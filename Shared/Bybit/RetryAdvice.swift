/// What a retCode means for the caller. Texts are not stable, so the code alone decides.
package enum RetryAdvice: Sendable, Equatable {
  case success
  /// The wanted state was there already.
  case unchanged
  /// Refused before acting; again with a corrected clock, timestamp and signature.
  case resynchronize
  /// Refused before acting; again when the limit is reset.
  case waitForReset
  /// Server under load; again with back-off.
  case backOff
  /// Being processed; again after a short wait.
  case shortWait
  /// May have acted: look it up before anything else.
  case lookUp
  /// The link id arrived before: look it up.
  case duplicate
  /// No such order or already final: reconcile.
  case reconcile
  /// Stop all HTTP for ten minutes.
  case banned
  /// Key, signature or permission: stop.
  case stop
  /// A definite refusal; the same request would be refused again.
  case refused

  package init(retCode: Int) {
    switch retCode {
    case 0: self = .success
    case 34_040, 110_025, 110_026, 110_027, 110_043: self = .unchanged
    case 10_002: self = .resynchronize
    case 10_006: self = .waitForReset
    case 429, 10_429: self = .backOff
    case 110_079: self = .shortWait
    case 10_000, 10_014, 10_016: self = .lookUp
    case 110_072: self = .duplicate
    case 110_001, 110_008, 110_010: self = .reconcile
    case 10_018: self = .banned
    case 10_003, 10_004, 10_005, 10_007, 10_008, 10_009, 10_010, 33_004: self = .stop
    default: self = .refused
    }
  }
}
