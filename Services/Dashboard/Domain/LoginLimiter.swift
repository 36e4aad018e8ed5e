import Model

/// Slows down guessing. An address may be wrong five times in five minutes; then nothing of it is checked until the first of them is over. All
/// together are never refused, only slowed down: who guesses from many addresses makes everybody wait, five seconds at most, and cannot lock
/// the right password out.
package struct LoginLimiter: Sendable {
  package enum Turn: Sendable, Equatable {
    /// Counted as a wrong password until it is told otherwise; checked after a wait.
    case check(after: Duration)
    /// For so long.
    case refuse(Duration)
  }

  package static let window = Duration.seconds(300)
  package static let failuresPerAddress = 5
  /// Of all addresses in the window; each further one is a second more to wait.
  package static let failuresWithoutDelay = 10
  package static let longestDelay = Duration.seconds(5)
  /// Kept failures; the oldest is forgotten for a newer one.
  package static let capacity = 5000

  /// Of the window, oldest first.
  private var failures: [(origin: String, at: Timestamp)] = []

  package init() {}

  /// Asked before each check. It counts at once: tries that come together must not slip through while the first is checked.
  package mutating func turn(_ address: String, at now: Timestamp) -> Turn {
    failures.removeAll { $0.at + Self.window <= now || $0.at > now }
    let origin = Self.origin(address)
    let own = failures.filter { $0.origin == origin }
    if own.count >= Self.failuresPerAddress, let first = own.first { return .refuse(first.at + Self.window - now) }
    let delay = Duration.seconds(max(0, failures.count + 1 - Self.failuresWithoutDelay))
    if failures.count >= Self.capacity { failures.removeFirst() }
    failures.append((origin, now))
    return .check(after: min(delay, Self.longestDelay))
  }

  /// One failure was none: it could not be checked.
  package mutating func retract(_ address: String, at time: Timestamp) {
    let origin = Self.origin(address)
    if let index = failures.lastIndex(where: { $0 == (origin, time) }) { failures.remove(at: index) }
  }

  package mutating func succeeded(_ address: String) {
    let origin = Self.origin(address)
    failures.removeAll { $0.origin == origin }
  }

  /// Whoever has one IPv6 address has the 2⁶⁴ beside it as well.
  private static func origin(_ address: String) -> String {
    guard let known = NetworkAddress(address), !known.isIPv4 else { return address }
    return known.prefix(64).description
  }
}
