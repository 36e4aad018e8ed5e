import Database
import Messages
import Model
import ServiceKit
import TestKit

/// Writes each event's message into a table and publishes an effect; throws on the message `poison`.
struct FailureRecorder: EventHandler {
  /// What it cannot handle until it is fixed.
  var refused: Set<String> = ["poison"]

  static let migrations = [
    Migration(1, "facts", "CREATE TABLE facts (id BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY, note TEXT NOT NULL)")
  ]

  func handle(_ event: TradeFailed, _ context: EventContext, _ transaction: Transaction) throws {
    try record(event.message, event, context, transaction)
    if refused.contains(event.message) { throw TestFailure("cannot be handled") }
  }

  func expire(_ event: TradeFailed, _ context: EventContext, _ transaction: Transaction) throws {
    try record("expired \(event.message)", event, context, transaction)
  }

  private func record(_ note: String, _ event: TradeFailed, _ context: EventContext, _ transaction: Transaction) throws {
    try transaction.execute("INSERT INTO facts (note) VALUES ($1)", note)
    let effect = TradeExpired(proposalID: event.tradeID.proposal, cycleID: event.cycleID, symbol: event.symbol, message: note)
    try transaction.publish(effect, context.cause)
  }

  /// What the service has told people.
  static func alerts(_ database: Database) async throws -> [ServiceAlert] {
    try await database.transaction { transaction in
      try Outbox.events(after: 0, limit: 1000, transaction)
        .filter { $0.envelope.topic == Topic(.notifier, ServiceAlert.event) }.map { try $0.decode() }
    }
  }

  static func notes(_ database: Database) async throws -> [String] {
    try await database.transaction { transaction in
      try transaction.execute("SELECT note FROM facts ORDER BY id").map { try $0.read("note") }
    }
  }
}
