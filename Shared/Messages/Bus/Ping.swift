import Model

/// Is the service up? Answered by every service.
package struct Ping: ReadRequest {
  package static let name = "ping"
  package static let version = 1
  package init() {}

  package struct Reply: Codable, Sendable, Equatable {
    package let service: ServiceName
    package let version: String
    package let startedAt: Timestamp
    /// The last number of its outbox; 0 without one.
    package let lastNumber: Int64
    /// The name of the answering process among its replicas; nil from versions before there were any.
    package let instance: String?
    /// nil for a process that has no replicas.
    package let role: ReplicaRole?
    /// The epoch this process leads; nil for all but leaders.
    package let epoch: Int64?

    package init(
      service: ServiceName, version: String, startedAt: Timestamp, lastNumber: Int64, instance: String? = nil, role: ReplicaRole? = nil,
      epoch: Int64? = nil
    ) {
      self.service = service
      self.version = version
      self.startedAt = startedAt
      self.lastNumber = lastNumber
      self.instance = instance
      self.role = role
      self.epoch = epoch
    }
  }
}
