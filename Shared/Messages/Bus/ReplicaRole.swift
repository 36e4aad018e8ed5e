/// What a process is among the replicas of its service (DESIGN §4, Replicas).
package enum ReplicaRole: String, Codable, Sendable {
  /// Holds the lease: hears, works, writes and publishes.
  case leader
  /// Waits for the lease; answers reads, replay and ping.
  case standby
  /// All replicas work side by side, on rows that each claims.
  case shared
}
