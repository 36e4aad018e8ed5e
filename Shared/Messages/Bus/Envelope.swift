import Model

/// What every event travels in.
package struct Envelope: Codable, Sendable, Equatable {
  package let id: EventID
  package let topic: Topic
  package let version: Int
  package let occurredAt: Timestamp
  /// The producer's outbox number: 1, 2, 3, … without gaps. nil for transient events.
  package let number: Int64?
  package let correlationID: CorrelationID
  /// The event whose handling caused this one.
  package let causationID: EventID?
  /// Past this moment an entry-path handler records *expired* instead of acting (DESIGN §4).
  package let actBefore: Timestamp?

  package init(
    id: EventID, topic: Topic, version: Int, occurredAt: Timestamp, number: Int64?, correlationID: CorrelationID,
    causationID: EventID?, actBefore: Timestamp?
  ) {
    self.id = id
    self.topic = topic
    self.version = version
    self.occurredAt = occurredAt
    self.number = number
    self.correlationID = correlationID
    self.causationID = causationID
    self.actBefore = actBefore
  }
}
