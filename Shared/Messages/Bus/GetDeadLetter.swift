import Model

/// One parked event with its contents.
package struct GetDeadLetter: ReadRequest {
  package static let name = "get-dead-letter"
  package static let version = 1

  package let eventID: EventID

  package init(eventID: EventID) { self.eventID = eventID }

  package struct Reply: Codable, Sendable, Equatable {
    /// nil when it is not parked here.
    package let letter: DeadLetter?
    /// The event in its wire format.
    package let wire: String?

    package init(letter: DeadLetter?, wire: String?) {
      self.letter = letter
      self.wire = wire
    }
  }
}
