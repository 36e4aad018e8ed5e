import Model

/// An event that a service could not handle, or that waits behind one of the same key.
package struct DeadLetter: Codable, Sendable, Equatable {
  package let eventID: EventID
  package let topic: Topic
  package let number: Int64
  /// Letters of one producer and key are retried together, in number order.
  package let key: String
  package let error: String
  /// How often handling was tried; 0 for one that only waits.
  package let tries: Int
  package let parkedAt: Timestamp

  package init(eventID: EventID, topic: Topic, number: Int64, key: String, error: String, tries: Int, parkedAt: Timestamp) {
    self.eventID = eventID
    self.topic = topic
    self.number = number
    self.key = key
    self.error = error
    self.tries = tries
    self.parkedAt = parkedAt
  }
}
