import Messages
import Model

/// What a slice has handled of each producer.
package enum Inbox {
  package enum Outcome: String, Sendable {
    case handled, expired, parked
  }

  /// The last number handled of a producer; 0 before the first.
  package static func position(of producer: ServiceName, _ transaction: Transaction) throws -> Int64 {
    try transaction.execute("SELECT last_number FROM inbox_positions WHERE producer = $1", producer)
      .first?.read("last_number") ?? 0
  }

  /// Moves the position up; it never moves down.
  package static func advance(_ producer: ServiceName, to number: Int64, _ transaction: Transaction) throws {
    try transaction.execute(
      """
      INSERT INTO inbox_positions (producer, last_number) VALUES ($1, $2::bigint)
      ON CONFLICT (producer) DO UPDATE SET last_number = greatest(inbox_positions.last_number, excluded.last_number)
      """, producer, number)
  }

  /// - Returns: false when the event was handled before.
  package static func record(_ envelope: Envelope, _ outcome: Outcome, _ transaction: Transaction) throws -> Bool {
    transaction.handlesEvent = true
    return try transaction.exists(
      """
      INSERT INTO inbox (event_id, topic, number, outcome) VALUES ($1::uuid, $2, $3::bigint, $4)
      ON CONFLICT (event_id) DO NOTHING RETURNING event_id
      """, envelope.id, envelope.topic.description, envelope.number ?? 0, outcome.rawValue)
  }

  /// Is an earlier event of this producer and key parked, whatever its topic? Then this one must not overtake it: a trade that could not
  /// be opened must not be closed.
  package static func isBlocked(_ producer: ServiceName, key: String, _ transaction: Transaction) throws -> Bool {
    try transaction.exists(
      "SELECT 1 FROM dead_letters WHERE event_key = $1 AND split_part(topic, '.', 1) = $2 LIMIT 1", key, producer)
  }

  package static func parkedCount(_ transaction: Transaction) throws -> Int64 {
    try transaction.execute("SELECT count(*) AS parked FROM dead_letters").first?.read("parked") ?? 0
  }

  package static func park(_ event: EncodedEvent, key: String, error: String, tries: Int, _ transaction: Transaction) throws {
    try transaction.execute(
      """
      INSERT INTO dead_letters (event_id, topic, number, event_key, wire, error, tries)
      VALUES ($1::uuid, $2, $3::bigint, $4, $5, $6, $7::int) ON CONFLICT (event_id) DO NOTHING
      """, event.envelope.id, event.envelope.topic.description, event.envelope.number ?? 0, key,
      String(decoding: try event.wireFormat(), as: UTF8.self), error, tries)
  }
}
