import Model

/// Sent once a second by every service; a number ahead of the consumer's tells it to ask for a replay.
package struct Heartbeat: TransientEvent {
  package static let event = "heartbeat"
  package static let version = 1

  /// The last number of the producer's outbox; 0 when it has published nothing or has no outbox.
  package let lastNumber: Int64
  package let instance: String
  package let startedAt: Timestamp
  /// nil for a process that has no replicas, and from versions before there were any.
  package let role: ReplicaRole?
  /// The epoch this process leads; nil for all but leaders.
  package let epoch: Int64?

  package init(lastNumber: Int64, instance: String, startedAt: Timestamp, role: ReplicaRole? = nil, epoch: Int64? = nil) {
    self.lastNumber = lastNumber
    self.instance = instance
    self.startedAt = startedAt
    self.role = role
    self.epoch = epoch
  }
}
