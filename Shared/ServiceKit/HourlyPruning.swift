import Database
import Model
import Synchronization

/// Deletes old rows once an hour in small transactions, however often the loop looks.
package final class HourlyPruning: Worker {
  package let name: String
  private let database: Database
  private let time: TimeSource
  private let prune: @Sendable (Transaction) throws -> Bool
  /// Lost at a restart, which then looks at once.
  private let nextLook: Mutex<Timestamp>

  package static let interval = Duration.seconds(3600)

  /// - Parameter prune: deletes a bounded number of rows, and returns whether there may be more to delete.
  package init(_ name: String, database: Database, time: TimeSource, _ prune: @escaping @Sendable (Transaction) throws -> Bool) {
    self.name = name
    self.database = database
    self.time = time
    self.prune = prune
    nextLook = Mutex(time.now)
  }

  package func step() async throws -> WorkerOutcome {
    let now = time.now
    let next = nextLook.withLock { $0 }
    guard now >= next else { return .idle(until: next) }
    if try await database.transaction(prune) { return .worked }
    nextLook.withLock { $0 = now + Self.interval }
    return .idle(until: now + Self.interval)
  }
}

extension HourlyPruning {
  /// Outbox and inbox rows are kept this long (DESIGN §4).
  static let outboxRetention = Duration.seconds(30 * 86_400)

  static func outbox(_ database: Database, _ time: TimeSource) -> HourlyPruning {
    HourlyPruning("outbox-retention", database: database, time: time) {
      try Outbox.deleteEvents(before: $0.now - outboxRetention, $0)
    }
  }
}
