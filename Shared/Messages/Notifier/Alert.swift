import Model

/// Something that a person should know of, as notifier has kept it.
package struct Alert: Codable, Sendable, Equatable {
  package let eventID: EventID
  /// Of the event that told it, such as `position-monitor.position.alert`.
  package let topic: Topic
  package let occurredAt: Timestamp
  package let symbol: Symbol?
  package let message: String

  package init(eventID: EventID, topic: Topic, occurredAt: Timestamp, symbol: Symbol? = nil, message: String) {
    self.eventID = eventID
    self.topic = topic
    self.occurredAt = occurredAt
    self.symbol = symbol
    self.message = message
  }
}
