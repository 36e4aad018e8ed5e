import Database
import Logging
import Model
import ServiceLifecycle

/// Deletes outbox and inbox rows after 30 days (DESIGN §4), once an hour.
struct OutboxRetention: Worker {
  let name = "outbox-retention"
  let database: Database
  let time: TimeSource

  static let retention = Duration.seconds(30 * 86_400)

  func step() async throws -> WorkerOutcome {
    let now = time.now
    try await database.transaction { try Outbox.deleteEvents(before: now - Self.retention, $0) }
    return .idle(until: now + .seconds(3600))
  }
}
