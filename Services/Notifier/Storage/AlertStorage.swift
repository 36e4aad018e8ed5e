import Database
import Messages
import Model

/// The table `alerts`: what people should know of, for who looks later.
struct AlertStorage {
  let transaction: Transaction

  func add(_ note: AlertNote, _ envelope: Envelope) throws {
    try transaction.execute(
      """
      INSERT INTO alerts (event_id, service, event, code, producer, symbol, message, correlation_id, occurred_at)
      VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8::uuid, $9::timestamptz)
      """, envelope.id, envelope.topic.producer, envelope.topic.event, note.code, note.producer ?? envelope.topic.producer, note.symbol,
      note.message, envelope.correlationID, envelope.occurredAt)
  }

  /// Newest first.
  func list(before place: ListAlerts.Place?, limit: Int) throws -> [Alert] {
    try transaction.execute(
      """
      SELECT * FROM alerts WHERE $1::timestamptz IS NULL OR (occurred_at, event_id) < ($1::timestamptz, $2::uuid)
      ORDER BY occurred_at DESC, event_id DESC LIMIT $3::int
      """, place?.occurredAt, place?.eventID, limit
    ).map { row in
      Alert(
        eventID: try row.read("event_id"), topic: Topic(try row.read("service"), try row.read("event")),
        occurredAt: try row.read("occurred_at"), symbol: try row.readOptional("symbol"), message: try row.read("message"))
    }
  }
}
