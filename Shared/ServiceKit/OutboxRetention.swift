import Database
import Logging
import Model
import ServiceLifecycle
import Synchronization

/// Deletes outbox and inbox rows after 30 days (DESIGN §4), once an hour, however often the loop looks.
final class OutboxRetention: Worker {
  let name = "outbox-retention"
  private let database: Database
  private let time: TimeSource
  /// Lost at a restart, which then looks at once.
  private let nextLook: Mutex<Timestamp>

  static let retention = Duration.seconds(30 * 86_400)
  static let interval = Duration.seconds(3600)

  init(database: Database, time: TimeSource) {
    self.database = database
    self.time = time
    nextLook = Mutex(time.now)
  }

  func step() async throws -> WorkerOutcome {
    let now = time.now
    let next = nextLook.withLock { $0 }
    guard now >= next else { return .idle(until: next) }
    if try await database.transaction({ try Outbox.deleteEvents(before: now - Self.retention, $0) }) { return .worked }
    nextLook.withLock { $0 = now + Self.interval }
    return .idle(until: now + Self.interval)
  }
}
