/// Bybit's rolling limit of requests per second, user and endpoint.
struct RateLimiter {
  struct Allowance {
    let limit: Int
    let remaining: Int
    /// Milliseconds since 1970; in the future exactly when the limit is exceeded.
    let reset: Int64
    let isExceeded: Bool
  }

  private struct Key: Hashable {
    let account: Int
    let endpoint: Endpoint
  }

  /// False for measurements: every request passes.
  let isLimited: Bool
  private var recent: [Key: [Int64]] = [:]

  init(isLimited: Bool) { self.isLimited = isLimited }

  mutating func request(_ endpoint: Endpoint, of account: Int, at time: Int64) -> Allowance {
    let limit = endpoint.requestsPerSecond
    if endpoint.isPublic || !isLimited { return Allowance(limit: limit, remaining: limit - 1, reset: time, isExceeded: false) }
    let key = Key(account: account, endpoint: endpoint)
    var times = (recent[key] ?? []).filter { $0 > time - 1000 }
    defer { recent[key] = times }
    if times.count >= limit { return Allowance(limit: limit, remaining: 0, reset: times[0] + 1000, isExceeded: true) }
    times.append(time)
    return Allowance(limit: limit, remaining: limit - times.count, reset: time, isExceeded: false)
  }
}
