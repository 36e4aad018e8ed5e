import Model

/// Handles a parked event again, and those of its producer and key with it, in number order.
package struct RetryDeadLetters: Request {
  package static let name = "retry-dead-letters"
  package static let version = 1

  package let eventID: EventID

  package init(eventID: EventID) { self.eventID = eventID }

  package struct Reply: Codable, Sendable, Equatable {
    package enum Outcome: String, Codable, Sendable {
      /// None of the key is parked any more.
      case completed
      /// A part is done; asking again goes on.
      case more
      /// One failed again; it and those behind it stay parked.
      case failed
      /// No such event is parked here.
      case unknown
    }

    package let outcome: Outcome
    /// How many were handled by this request.
    package let handled: Int
    /// How many of the key are still parked.
    package let remaining: Int
    /// The first that is still parked; asking for it goes on.
    package let nextEventID: EventID?
    package let error: String?

    package init(outcome: Outcome, handled: Int, remaining: Int, nextEventID: EventID? = nil, error: String? = nil) {
      self.outcome = outcome
      self.handled = handled
      self.remaining = remaining
      self.nextEventID = nextEventID
      self.error = error
    }
  }
}
