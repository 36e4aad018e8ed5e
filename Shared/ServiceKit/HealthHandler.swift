import Database
import Glibc
import Messages
import Model

/// Answers `GetHealth` from the slice's bus tables.
struct HealthHandler: ReadHandler {
  let database: Database
  let position: OutboxPosition
  let leadership: Leadership
  /// The last migration of the service's own tables.
  let migration: Int
  /// Whose events the service handles.
  let producers: [ServiceName]
  /// The state of each circuit breaker by its group of calls.
  let breakers: @Sendable () -> [String: String]
  let workers: [WorkerRecord]

  func answer(_ request: GetHealth) async throws -> GetHealth.Reply {
    let published = position.last
    let states = breakers()
    let producers = producers.sorted { $0.rawValue < $1.rawValue }
    return try await database.transaction { transaction in
      GetHealth.Reply(
        processID: getpid(), role: leadership.role.rawValue, migration: migration, committed: try Outbox.lastNumber(transaction),
        published: published, parked: try Int64(DeadLetters.count(transaction)),
        consumers: try producers.map { GetHealth.Consumer(producer: $0, handled: try Inbox.position(of: $0, transaction)) },
        breakers: states.sorted { $0.key < $1.key }.map { GetHealth.Breaker(calls: $0.key, state: $0.value) },
        failing: workers.compactMap(\.failing))
    }
  }
}
