import Model

/// The oldest events that a service has parked. Answered by every service that hears events.
package struct ListDeadLetters: ReadRequest {
  package static let name = "list-dead-letters"
  package static let version = 1

  /// At most this many, 1 to 500.
  package let limit: Int

  package init(limit: Int) { self.limit = limit }

  package struct Reply: Codable, Sendable, Equatable {
    package let letters: [DeadLetter]
    /// How many there are in all.
    package let total: Int

    package init(letters: [DeadLetter], total: Int) {
      self.letters = letters
      self.total = total
    }
  }
}
