import FoundationEssentials
import Messages
import Model

/// Which events are shown.
package struct EventFilter: Sendable, Equatable {
  private let service: ServiceName?
  private let event: String?
  private let identifiers: [String]
  private let showsAll: Bool

  /// Frequent and seldom interesting.
  static let quiet: Set<String> = [Heartbeat.event, RequestTrace.event, PositionUpdated.event]

  /// - Parameter identifiers: ids in lower case; an event must name each of them, wherever it does.
  package init(service: ServiceName? = nil, event: String? = nil, identifiers: [String] = [], showsAll: Bool = false) {
    self.service = service
    self.event = event
    self.identifiers = identifiers
    self.showsAll = showsAll
  }

  /// The producers to subscribe to.
  var producers: [ServiceName] { service.map { [$0] } ?? ServiceName.allCases }

  package func accepts(_ candidate: EncodedEvent) -> Bool {
    let topic = candidate.envelope.topic
    if let service, topic.producer != service { return false }
    if let event {
      guard topic.event == event else { return false }
    } else if !showsAll && Self.quiet.contains(topic.event) {
      return false
    }
    guard !identifiers.isEmpty else { return true }
    // Ids are unique, so the payload's text decides: no knowledge of each event's fields is needed.
    let payload = String(decoding: candidate.payload, as: UTF8.self)
    return identifiers.allSatisfy { payload.contains("\"\($0)\"") || candidate.envelope.correlationID.description == $0 }
  }
}
