import Database
import Messages
import Model

/// The table `halts`: each halt heard of, and whether positions are to be closed.
struct HaltStorage {
  let transaction: Transaction

  struct ToFlatten: Sendable {
    let eventID: EventID
    let decidedBy: String
  }

  /// The oldest halt whose positions are still to be closed, locked.
  func nextToFlatten() throws -> ToFlatten? {
    try transaction.execute(
      "SELECT event_id, decided_by FROM halts WHERE flatten AND handled_at IS NULL ORDER BY received_at LIMIT 1 FOR UPDATE"
    ).first.map { ToFlatten(eventID: try $0.read("event_id"), decidedBy: try $0.read("decided_by")) }
  }

  /// Why trading was halted, the first time since that moment; nil when it was not.
  func message(since moment: Timestamp) throws -> String? {
    try transaction.execute("SELECT message FROM halts WHERE received_at >= $1::timestamptz ORDER BY received_at LIMIT 1", moment)
      .first?.read("message")
  }

  func markHandled(_ eventID: EventID) throws {
    try transaction.execute("UPDATE halts SET handled_at = $2::timestamptz WHERE event_id = $1::uuid", eventID, transaction.now)
  }

  func add(_ event: TradingHalted, _ eventID: EventID) throws {
    try transaction.execute(
      """
      INSERT INTO halts (event_id, flatten, reason, message, decided_by, received_at)
      VALUES ($1::uuid, $2::boolean, $3, $4, $5, $6::timestamptz) ON CONFLICT DO NOTHING
      """, eventID, event.flatten, event.reason, event.message, event.decidedBy, transaction.now)
  }
}
