import Model

/// Slows down guessing: a few failures an address and some more in all, then nobody is even checked until the window has passed.
package struct LoginLimiter: Sendable {
  package static let window = Duration.seconds(300)
  package static let failuresPerAddress = 5
  package static let failuresInAll = 30

  /// Failures of the window, oldest first; bounded by `failuresInAll`, because nothing is recorded while it is full.
  private var failures: [(address: String, at: Timestamp)] = []

  package init() {}

  /// How long an address has to wait; nil when it may try.
  package mutating func wait(_ address: String, at now: Timestamp) -> Duration? {
    failures.removeAll { $0.at + Self.window <= now || $0.at > now }
    let own = failures.filter { $0.address == address }
    if own.count >= Self.failuresPerAddress, let first = own.first { return first.at + Self.window - now }
    if failures.count >= Self.failuresInAll, let first = failures.first { return first.at + Self.window - now }
    return nil
  }

  package mutating func failed(_ address: String, at now: Timestamp) {
    guard failures.count < Self.failuresInAll else { return }
    failures.append((address, now))
  }

  /// One failure was none: it could not be checked.
  package mutating func retract(_ address: String, at time: Timestamp) {
    if let index = failures.lastIndex(where: { $0 == (address, time) }) { failures.remove(at: index) }
  }

  package mutating func succeeded(_ address: String) { failures.removeAll { $0.address == address } }
}
