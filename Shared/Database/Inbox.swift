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

  /// The last number handled, locked: of several replicas that were given the same event, one handles it.
  package static func lockedPosition(of producer: ServiceName, _ transaction: Transaction) throws -> Int64 {
    let sql = "SELECT last_number FROM inbox_positions WHERE producer = $1 FOR UPDATE"
    if let row = try transaction.execute(sql, producer).first { return try row.read("last_number") }
    try transaction.execute(
      "INSERT INTO inbox_positions (producer, last_number) VALUES ($1, 0) ON CONFLICT (producer) DO NOTHING", producer)
    return try transaction.execute(sql, producer).first?.read("last_number") ?? 0
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

  /// A parked event has been handled after all.
  package static func settle(_ event: EventID, _ outcome: Outcome, _ transaction: Transaction) throws {
    try transaction.execute("UPDATE inbox SET outcome = $2, handled_at = now() WHERE event_id = $1::uuid", event, outcome.rawValue)
  }
}
