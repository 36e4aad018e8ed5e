import Messages
import Model

/// Why something is published: the story it belongs to, and the event that caused it, if one did.
package struct Cause: Sendable, Equatable {
  package let correlationID: CorrelationID
  package let causationID: EventID?

  package init(correlationID: CorrelationID, causationID: EventID? = nil) {
    self.correlationID = correlationID
    self.causationID = causationID
  }
}

/// An event of an open transaction; its number is drawn at the commit.
struct OutgoingEvent {
  let id: EventID
  let topic: Topic
  let version: Int
  let occurredAt: Timestamp
  let cause: Cause
  let effectKey: String
  let actBefore: Timestamp?
  let payload: String
}
