import FoundationEssentials
import Messages
import Model

/// The events that a slice could not handle, and those that wait behind them.
///
/// A key is a path: while `cycle` is parked, `cycle/symbol` waits behind it, but not the other way round. Letters that wait carry the key
/// that they wait for, so that one producer and key are one queue. Order is promised per producer only, so other producers' events flow.
package enum DeadLetters {
  /// What an event that cannot even be decoded blocks: all that its producer has to tell of the same story.
  package static func story(_ correlationID: CorrelationID) -> String { "story/\(correlationID)" }

  /// The parked key that an event must wait for, whatever its topic: a trade that could not be opened must not be closed.
  ///
  /// The row is locked: a retry that deletes it at the same time is waited for, and one that comes later sees this event.
  package static func blocker(
    of producer: ServiceName, key: String, _ story: CorrelationID, _ transaction: Transaction
  ) throws -> String? {
    try transaction.execute(
      """
      SELECT event_key FROM dead_letters
      WHERE event_key IN ($1, split_part($1, '/', 1), $2) AND split_part(topic, '.', 1) = $3
      ORDER BY length(event_key) DESC, number LIMIT 1 FOR SHARE
      """, key, Self.story(story), producer
    ).first?.read("event_key")
  }

  package static func park(_ event: EncodedEvent, key: String, error: String, tries: Int, _ transaction: Transaction) throws {
    try transaction.execute(
      """
      INSERT INTO dead_letters (event_id, topic, number, event_key, wire, error, tries)
      VALUES ($1::uuid, $2, $3::bigint, $4, $5, $6, $7::int) ON CONFLICT (event_id) DO NOTHING
      """, event.envelope.id, event.envelope.topic.description, event.envelope.number ?? 0, key,
      String(decoding: try event.wireFormat(), as: UTF8.self), error, tries)
  }

  /// The oldest letters.
  package static func list(limit: Int, _ transaction: Transaction) throws -> [DeadLetter] {
    try transaction.execute("\(columns) ORDER BY parked_at, number LIMIT $1::int", limit).map { try letter($0).letter }
  }

  package static func count(_ transaction: Transaction) throws -> Int {
    try transaction.execute("SELECT count(*)::int AS letters FROM dead_letters").first?.read("letters") ?? 0
  }

  /// A letter and its event's wire format.
  package static func find(_ event: EventID, _ transaction: Transaction) throws -> (letter: DeadLetter, wire: String)? {
    try transaction.execute("\(columns) WHERE event_id = $1::uuid", event).first.map(letter)
  }

  /// The letter of a producer and key that comes first, locked for the transaction, and how many there are.
  package static func first(
    of producer: ServiceName, key: String, _ transaction: Transaction
  ) throws -> (letter: DeadLetter, wire: String, count: Int)? {
    let rows = try transaction.execute(
      "\(columns) WHERE event_key = $1 AND split_part(topic, '.', 1) = $2 ORDER BY number FOR UPDATE", key, producer)
    guard let first = try rows.first.map(letter) else { return nil }
    return (first.letter, first.wire, rows.count)
  }

  package static func remove(_ event: EventID, _ transaction: Transaction) throws {
    try transaction.execute("DELETE FROM dead_letters WHERE event_id = $1::uuid", event)
  }

  package static func failedAgain(_ event: EventID, error: String, _ transaction: Transaction) throws {
    try transaction.execute("UPDATE dead_letters SET error = $2, tries = tries + 1 WHERE event_id = $1::uuid", event, error)
  }

  private static let columns = "SELECT event_id, topic, number, event_key, error, tries, parked_at, wire FROM dead_letters"

  private static func letter(_ row: Row) throws -> (letter: DeadLetter, wire: String) {
    let text = try row.read("topic", as: String.self)
    guard let topic = Topic(text) else { throw DatabaseError(.unexpectedValue, "dead letter with the topic '\(text)'") }
    let letter = DeadLetter(
      eventID: try row.read("event_id"), topic: topic, number: try row.read("number"), key: try row.read("event_key"),
      error: try row.read("error"), tries: try row.read("tries"), parkedAt: try row.read("parked_at"))
    return (letter, try row.read("wire"))
  }
}
