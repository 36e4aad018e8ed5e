import Messages
import Model

/// An open transaction. It is used inside one synchronous closure, so no handler can wait for the outside world while it holds locks.
///
/// Events published here are inserted into the outbox by the commit itself (DESIGN §4).
package final class Transaction {
  private let connection: Connection
  private let time: TimeSource
  private(set) var outgoing: [OutgoingEvent] = []
  /// Whether the inbox records an event here.
  package internal(set) var handlesEvent = false
  package var publishesEvents: Bool { !outgoing.isEmpty }

  init(_ connection: Connection, _ time: TimeSource) {
    self.connection = connection
    self.time = time
  }

  /// One moment for the whole transaction, read from this process's clock at the first use; decisions use it, not the database's clock.
  package private(set) lazy var now: Timestamp = time.now.microsecondPrecision

  @discardableResult
  package func execute(_ sql: String, _ parameters: (any DatabaseValue)?...) throws(DatabaseError) -> [Row] {
    try connection.execute(sql, parameters.map { $0?.databaseText })
  }

  /// Whether a row exists.
  package func exists(_ sql: String, _ parameters: (any DatabaseValue)?...) throws(DatabaseError) -> Bool {
    try !connection.execute(sql, parameters.map { $0?.databaseText }).isEmpty
  }

  /// Runs SQL text of this program itself (migrations).
  func run(_ sql: String, shownAs shown: String? = nil) throws(DatabaseError) { try connection.run(sql, shownAs: shown) }

  /// Adds an event to the outbox of this transaction.
  ///
  /// - Parameters:
  ///   - effectKey: with the causing event's id it is UNIQUE: the same cause can have this effect once.
  ///   - actBefore: entry-path events only (DESIGN §4, Expiry).
  package func publish<Payload: Event>(_ event: Payload, _ cause: Cause, effectKey: String = "", actBefore: Timestamp? = nil) throws {
    outgoing.append(
      OutgoingEvent(
        id: .random(), topic: Payload.topic, version: Payload.version, occurredAt: now, cause: cause,
        effectKey: "\(Payload.topic.event)/\(effectKey.isEmpty ? event.key : effectKey)", actBefore: actBefore,
        payload: JSONText.storable(try Wire.encoder.encode(event))))
  }

  /// As above, for an event that every service may publish.
  /// - Parameter producer: this service.
  package func publish<Payload: ServiceEvent>(_ event: Payload, by producer: ServiceName, _ cause: Cause) throws {
    outgoing.append(
      OutgoingEvent(
        id: .random(), topic: Topic(producer, Payload.event), version: Payload.version, occurredAt: now, cause: cause,
        effectKey: "\(Payload.event)/\(event.key)", actBefore: nil, payload: JSONText.storable(try Wire.encoder.encode(event))))
  }

  /// Writes the outgoing events. The counter row's lock is held from here to the end of the commit only: number order is commit order.
  func insertOutgoing() throws(DatabaseError) {
    for event in outgoing {
      try execute(
        """
        WITH counter AS (UPDATE outbox_counter SET last_number = last_number + 1 RETURNING last_number)
        INSERT INTO outbox (number, event_id, topic, version, occurred_at, correlation_id, causation_id, effect_key, act_before, payload)
        SELECT last_number, $1::uuid, $2, $3::int, $4::timestamptz, $5::uuid, $6::uuid, $7, $8::timestamptz, $9::jsonb FROM counter
        """,
        event.id, event.topic.description, event.version, event.occurredAt, event.cause.correlationID, event.cause.causationID,
        event.effectKey, event.actBefore, event.payload)
    }
  }
}
