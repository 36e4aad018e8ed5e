import Model
import Synchronization

/// A clock that moves only when a test says so.
package final class TestClock: Sendable {
  private let moment: Mutex<Timestamp>

  package init(_ start: Timestamp = Timestamp(milliseconds: 1_700_000_000_000)) { moment = Mutex(start) }

  package var now: Timestamp { moment.withLock { $0 } }
  package var source: TimeSource { TimeSource { self.now } }

  package func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
  package func set(_ timestamp: Timestamp) { moment.withLock { $0 = timestamp } }
}
