import FoundationEssentials
import Messages
import Model

/// Reads committed events in number order, for the relay and for replays.
package enum Outbox {
  package static func lastNumber(_ transaction: Transaction) throws -> Int64 {
    try transaction.execute("SELECT last_number FROM outbox_counter").first?.read("last_number") ?? 0
  }

  package static func events(after number: Int64, limit: Int, _ transaction: Transaction) throws -> [EncodedEvent] {
    try transaction.execute(
      """
      SELECT number, event_id, topic, version, occurred_at, correlation_id, causation_id, act_before, payload
      FROM outbox WHERE number > $1::bigint ORDER BY number LIMIT $2::int
      """, number, limit
    ).map { row in
      let topicText = try row.read("topic", as: String.self)
      guard let topic = Topic(topicText) else { throw DatabaseError(.unexpectedValue, "outbox row with the topic '\(topicText)'") }
      let envelope = Envelope(
        id: try row.read("event_id"), topic: topic, version: try row.read("version"), occurredAt: try row.read("occurred_at"),
        number: try row.read("number", as: Int64.self), correlationID: try row.read("correlation_id"),
        causationID: try row.readOptional("causation_id"), actBefore: try row.readOptional("act_before"))
      return EncodedEvent(envelope: envelope, payload: Data(try row.read("payload", as: String.self).utf8))
    }
  }

  /// Deletes what is older than the retention (30 days by design), the lowest numbers first and at most `limit` rows of each table, so
  /// that a backlog does not run into the statement timeout; a replay from before it answers `truncated`.
  /// - Returns: whether more is left to delete.
  @discardableResult
  package static func deleteEvents(before moment: Timestamp, limit: Int = 5000, _ transaction: Transaction) throws -> Bool {
    let events = try transaction.execute(
      """
      DELETE FROM outbox WHERE number IN (
        SELECT number FROM outbox WHERE occurred_at < $1::timestamptz ORDER BY number LIMIT $2::int) RETURNING number
      """, moment, limit)
    let handled = try transaction.execute(
      """
      DELETE FROM inbox WHERE event_id IN (
        SELECT event_id FROM inbox WHERE handled_at < $1::timestamptz ORDER BY handled_at LIMIT $2::int) RETURNING number
      """, moment, limit)
    return events.count == limit || handled.count == limit
  }
}
