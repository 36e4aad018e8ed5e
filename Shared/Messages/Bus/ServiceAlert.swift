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
    /// A producer's outbox is behind what this service has handled of it: its slice was restored alone, and what it tells is dropped.
    case producerSetBack
    /// A worker of this service has failed at every step for half a minute.
    case workerFails
    /// Closing orders of the executor end one after the other without a fill; it goes on.
    case closingFails
  }

  package let code: Code
  /// Whose events are not handled, whose orders do not fill, or whose worker fails.
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

  /// - Parameter service: whose worker it is.
  package init(_ failing: GetHealth.FailingWorker, of service: ServiceName) {
    self.init(
      code: .workerFails, producer: service, eventID: nil,
      message:
        "\(service.rawValue)'s worker \(failing.worker) has failed since \(failing.since), \(failing.failures) times in a row, the last one with: \(failing.error)"
    )
  }
}
