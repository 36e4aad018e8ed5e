import Model

/// Alerts, newest first: of services that need a person, positions, stops, halts and resumptions.
package struct ListAlerts: AddressedRequest, ReadRequest {
  package static let service = ServiceName.notifier
  package static let name = "list-alerts"
  package static let version = 1
  package static let maximumLimit = 200

  /// The last one of the page before: only older ones are wanted.
  package let before: Place?
  /// 1 to 200.
  package let limit: Int

  package init(before: Place? = nil, limit: Int) {
    self.before = before
    self.limit = limit
  }

  /// Where an alert is in their order.
  package struct Place: Codable, Sendable, Equatable {
    package let occurredAt: Timestamp
    package let eventID: EventID

    package init(occurredAt: Timestamp, eventID: EventID) {
      self.occurredAt = occurredAt
      self.eventID = eventID
    }
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let alerts: [Alert]
    /// What to ask for next; nil: there is no older one.
    package let next: Place?
    /// Older ones than this are deleted.
    package let keptDays: Int

    package init(alerts: [Alert], next: Place? = nil, keptDays: Int) {
      self.alerts = alerts
      self.next = next
      self.keptDays = keptDays
    }
  }
}
