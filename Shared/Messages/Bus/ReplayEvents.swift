import Model

/// The owner's committed events after a number, in order. Answered by every service that owns an outbox.
package struct ReplayEvents: ReadRequest {
  package static let name = "replay-events"
  package static let version = 1

  package let after: Int64
  /// At most this many events, 1 to 500.
  package let limit: Int

  package init(after: Int64, limit: Int) {
    self.after = after
    self.limit = limit
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// Each in its wire format.
    package let events: [String]
    package let lastNumber: Int64
    /// The outbox no longer holds the event that follows `after`: resynchronise from the owner.
    package let truncated: Bool

    package init(events: [String], lastNumber: Int64, truncated: Bool) {
      self.events = events
      self.lastNumber = lastNumber
      self.truncated = truncated
    }
  }
}
