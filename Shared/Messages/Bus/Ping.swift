import Model

/// Is the service up? Answered by every service.
package struct Ping: Request {
  package static let name = "ping"
  package static let version = 1
  package init() {}

  package struct Reply: Codable, Sendable, Equatable {
    package let service: ServiceName
    package let version: String
    package let startedAt: Timestamp
    /// The last number of its outbox; 0 without one.
    package let lastNumber: Int64

    package init(service: ServiceName, version: String, startedAt: Timestamp, lastNumber: Int64) {
      self.service = service
      self.version = version
      self.startedAt = startedAt
      self.lastNumber = lastNumber
    }
  }
}
