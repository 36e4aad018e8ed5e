import Synchronization

/// A count that several tasks may raise.
final class Tally: Sendable {
  private let total = Mutex(0)
  var count: Int { total.withLock { $0 } }
  func add() { total.withLock { $0 += 1 } }
}
