import Database
import Messages
import Model

/// The table `halts`: each halt heard of, and whether positions were to be closed.
struct HaltStorage {
  let transaction: Transaction

  /// Why trading was halted, the first time since that moment; nil when it was not.
  func message(since moment: Timestamp) throws -> String? {
    try transaction.execute("SELECT message FROM halts WHERE received_at >= $1::timestamptz ORDER BY received_at LIMIT 1", moment)
      .first?.read("message")
  }

  func add(_ event: TradingHalted, _ eventID: EventID) throws {
    try transaction.execute(
      """
      INSERT INTO halts (event_id, flatten, reason, message, decided_by, received_at)
      VALUES ($1::uuid, $2::boolean, $3, $4, $5, $6::timestamptz) ON CONFLICT DO NOTHING
      """, eventID, event.flatten, event.reason, event.message, event.decidedBy, transaction.now)
  }
}
