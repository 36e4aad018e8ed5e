import HTTPClient
import Model

/// What one endpoint's last reply said about its limit.
struct RateLimit: Sendable, Equatable {
  let remaining: Int
  /// On the local clock.
  let resetAt: Timestamp

  /// nil when the reply has no such headers. `clockOffset` is what the server's clock is ahead.
  init?(_ headers: HTTPHeaders, clockOffset: Duration) {
    guard let remaining = headers["X-Bapi-Limit-Status"].flatMap({ Int($0) }),
      let reset = headers["X-Bapi-Limit-Reset-Timestamp"].flatMap({ Int64($0) }), (0..<10_000_000_000_000).contains(reset)
    else { return nil }
    self.remaining = remaining
    resetAt = Timestamp(milliseconds: reset) - clockOffset
  }

  /// When the next call may be sent; nil for at once.
  func pause(until now: Timestamp) -> Timestamp? { remaining <= 0 && resetAt > now ? resetAt : nil }
}
