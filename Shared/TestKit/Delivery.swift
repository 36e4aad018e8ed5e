import Database
import Messages
import Model
import ServiceKit

/// Hands an event to a handler as the inbox does: encoded, and past its deadline as expired.
@discardableResult
package func deliver<Handler: EventHandler>(
  _ event: Handler.Handled, to handler: Handler, _ database: Database, id: EventID = .random(), actBefore: Timestamp? = nil
) async throws -> Inbox.Outcome {
  let erased = AnyEventHandler(handler)
  return try await database.transaction { transaction in
    let envelope = Envelope(
      id: id, topic: Handler.Handled.topic, version: Handler.Handled.version, occurredAt: transaction.now, number: 1,
      correlationID: .random(), causationID: nil, actBefore: actBefore)
    return try erased.handle(EncodedEvent(envelope: envelope, payload: try Wire.encoder.encode(event)), transaction)
  }
}

/// The committed events of one kind, in number order.
package func published<Payload: Event>(_ type: Payload.Type, _ database: Database) async throws -> [Payload] {
  try await database.transaction { transaction in
    try Outbox.events(after: 0, limit: 1000, transaction).filter { $0.envelope.topic == Payload.topic }.map { try $0.decode() }
  }
}

package func topics(_ database: Database) async throws -> [String] {
  try await database.transaction { try Outbox.events(after: 0, limit: 1000, $0).map(\.envelope.topic.event) }
}
