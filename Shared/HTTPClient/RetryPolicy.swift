import Model

/// Exponential back-off as a pure value: randomness and time come in.
package struct RetryPolicy: Sendable, Equatable {
  /// The pause after the first try; doubled after each further one.
  package let base: Duration
  /// Tries in all, the first included.
  package let tries: Int
  package let longest: Duration

  package init(base: Duration = .seconds(1), tries: Int = 3, longest: Duration = .seconds(30)) {
    self.base = base
    self.tries = tries
    self.longest = longest
  }

  /// Pause before the next try, or nil when there is none: the tries are used up, or it would begin at or after the deadline.
  ///
  /// - Parameters:
  ///   - failed: how many tries have failed, at least 1.
  ///   - jitter: 0..<1, lengthens the pause by up to a half, so that clients do not return together.
  ///   - retryAfter: the server's wish; the pause is never shorter.
  package func pause(after failed: Int, jitter: Double, retryAfter: Duration? = nil, now: Timestamp, deadline: Timestamp) -> Duration? {
    guard failed >= 1, failed < tries else { return nil }
    let doubled = base * Double(1 << min(failed - 1, 30))
    let jittered = min(doubled, longest) * (1 + min(max(jitter, 0), 1) / 2)
    let pause = max(jittered, retryAfter ?? .zero)
    return now + pause < deadline ? pause : nil
  }
}
