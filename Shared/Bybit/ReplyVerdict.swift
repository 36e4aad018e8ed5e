import HTTPClient
import Model

/// Judges complete replies: pure, so that every line of the exchange's table can be tested.
enum ReplyVerdict {
  /// How long an address stays refused after HTTP 403.
  static let banDuration = Duration.seconds(600)

  /// What the HTTP status alone says; nil when the body decides.
  static func ofStatus(_ response: HTTPResponse, endpoint: String, limit: RateLimit?, now: Timestamp) -> BybitError? {
    let text = "HTTP \(response.status)"
    switch response.status {
    case 200..<300: return nil
    case 401: return BybitError(.authentication, text, endpoint: endpoint)
    case 403: return BybitError(.ipBanned(until: now + banDuration), text, endpoint: endpoint)
    case 429:
      let until = response.retryAfter(now: now).map { now + $0 } ?? limit?.resetAt ?? now + .seconds(1)
      return BybitError(.rateLimited(until: until), text, endpoint: endpoint)
    case 500...: return BybitError(.outcomeUnknown, text, endpoint: endpoint)
    default: return BybitError(.rejected, text, endpoint: endpoint)
    }
  }

  /// What the retCode says; nil for success and for "already so".
  static func ofEnvelope(_ envelope: ReplyEnvelope, limit: RateLimit?, now: Timestamp) -> BybitError? {
    func error(_ kind: BybitError.Kind, _ text: String? = nil) -> BybitError {
      BybitError(kind, retCode: envelope.retCode, text ?? envelope.message, endpoint: envelope.endpoint)
    }
    switch RetryAdvice(retCode: envelope.retCode) {
    case .success, .unchanged: return nil
    case .waitForReset: return error(.rateLimited(until: max(limit?.resetAt ?? now + .seconds(1), now)))
    case .backOff: return error(.rateLimited(until: now + .seconds(1)))
    // "Being processed" says that something has arrived, not what becomes of it.
    case .lookUp, .shortWait: return error(.outcomeUnknown)
    case .duplicate: return error(.duplicateLinkID)
    case .reconcile: return error(.notFound)
    case .banned: return error(.ipBanned(until: now + banDuration))
    // The exchange's text repeats the signed string with the key in it.
    case .stop: return error(.authentication, "the exchange refuses the API key, its signature or its rights")
    case .resynchronize, .refused: return error(.rejected)
    }
  }
}
