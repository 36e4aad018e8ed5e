import Model

/// A service needs a person: it goes on, but without something that it should have done.
package struct ServiceAlert: ServiceEvent {
  package static let event = "service.alert"
  package static let version = 1

  package enum Code: String, Codable, Sendable {
    /// An event could not be handled and is parked, and later ones of its key with it: `bus-tap dead`.
    case deadLetter
    /// A producer's events were deleted before this service had handled them.
    case truncatedReplay
    /// Closing orders of the executor end one after the other without a fill; it goes on.
    case closingFails
  }

  package let code: Code
  /// Whose events are not handled, or whose orders do not fill.
  package let producer: ServiceName
  /// The first event that is not handled, when it is known.
  package let eventID: EventID?
  package let message: String

  package var key: String { "\(code.rawValue)/\(producer.rawValue)" }

  package init(code: Code, producer: ServiceName, eventID: EventID?, message: String) {
    self.code = code
    self.producer = producer
    self.eventID = eventID
    self.message = message
  }
}
