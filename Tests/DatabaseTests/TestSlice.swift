import Database
import Messages
import Model
import TestKit

/// What the database tests share: an event to publish and a table of a slice's own.
enum TestSlice {
  static let cause = Cause(correlationID: .random())

  static let migrations = [
    Migration(1, "a table", "CREATE TABLE facts (id BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY, note TEXT NOT NULL UNIQUE)")
  ]

  static func event(_ message: String = "expired") throws -> TradeExpired {
    guard let symbol = Symbol("BTCUSDT") else { throw TestFailure("BTCUSDT is a symbol") }
    return TradeExpired(proposalID: .random(), cycleID: .random(), symbol: symbol, message: message)
  }

  /// A migrated slice of the notifier, which publishes ``TradeExpired``.
  static func notifier(_ database: TestDatabase) async throws -> Database { try await database.migrated(.notifier, migrations) }

  static func insert(_ note: String, _ transaction: Transaction) throws {
    try transaction.execute("INSERT INTO facts (note) VALUES ($1)", note)
  }

  static func notes(_ database: Database) async throws -> [String] {
    try await database.transaction { transaction in
      try transaction.execute("SELECT note FROM facts ORDER BY id").map { try $0.read("note") }
    }
  }

  static func events(_ database: Database, after number: Int64 = 0, limit: Int = 1000) async throws -> [EncodedEvent] {
    try await database.transaction { try Outbox.events(after: number, limit: limit, $0) }
  }
}
