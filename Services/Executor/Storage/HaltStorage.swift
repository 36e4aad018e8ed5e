import Database
import Messages
import Model

/// The table `halts`: each halt heard of, and whether positions are to be closed.
struct HaltStorage {
  let transaction: Transaction

  func add(_ event: TradingHalted, _ eventID: EventID) throws {
    try transaction.execute(
      """
      INSERT INTO halts (event_id, flatten, reason, message, decided_by, received_at)
      VALUES ($1::uuid, $2::boolean, $3, $4, $5, $6::timestamptz) ON CONFLICT DO NOTHING
      """, eventID, event.flatten, event.reason, event.message, event.decidedBy, transaction.now)
  }
}
