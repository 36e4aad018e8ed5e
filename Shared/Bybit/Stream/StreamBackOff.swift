import Model

/// How long to wait before the next connection. Pure. The longest run of it stays far below the exchange's 500 connections in five minutes.
struct StreamBackOff: Sendable, Equatable {
  private var failures = 0

  private static let longest = Duration.seconds(30)
  /// A refused key does not become valid by asking.
  private static let refused = Duration.seconds(60)
  /// A connection that lived this long was a good one.
  private static let healthy = Duration.seconds(30)

  /// - Parameters:
  ///   - lived: how long the connection was live; nil when it never was.
  ///   - jitter: 0..<1, lengthens the pause by up to a half.
  mutating func pause(after end: StreamEnd, lived: Duration?, jitter: Double) -> Duration {
    if let lived, lived >= Self.healthy { failures = 0 }
    failures += 1
    if case .authenticationRefused = end { return Self.refused * (1 + jitter / 2) }
    guard failures > 1 else { return .milliseconds(100) * (1 + jitter / 2) }
    return min(.milliseconds(500 << min(failures - 1, 10)), Self.longest) * (1 + jitter / 2)
  }
}
