/// Bybit's rolling limit of requests per second, user and endpoint.
struct RateLimiter {
  struct Allowance {
    let limit: Int
    let remaining: Int
    /// Milliseconds since 1970; in the future exactly when the limit is exceeded.
    let reset: Int64
    let isExceeded: Bool
  }

  private var recent: [Endpoint: [Int64]] = [:]

  mutating func request(_ endpoint: Endpoint, at time: Int64) -> Allowance {
    let limit = endpoint.requestsPerSecond
    if endpoint.isPublic { return Allowance(limit: limit, remaining: limit - 1, reset: time, isExceeded: false) }
    var times = (recent[endpoint] ?? []).filter { $0 > time - 1000 }
    defer { recent[endpoint] = times }
    if times.count >= limit { return Allowance(limit: limit, remaining: 0, reset: times[0] + 1000, isExceeded: true) }
    times.append(time)
    return Allowance(limit: limit, remaining: limit - times.count, reset: time, isExceeded: false)
  }
}
