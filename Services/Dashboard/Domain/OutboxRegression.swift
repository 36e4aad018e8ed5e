import Messages

/// Notices by one producer's heartbeats that its outbox, or its lease's epoch, has gone back behind what was seen of it: its slice was restored
/// from a backup or replaced, and what it publishes now has numbers that were seen before.
package struct OutboxRegression: Sendable {
  /// Heartbeats one after the other. A replay reads the outbox and may be a moment ahead of the owner's relay, which heartbeats follow, and a
  /// leader that was frozen may tell its old epoch once: one late heartbeat is no proof.
  package static let proof = 5

  private var lateHeartbeats = 0
  private var epoch: Int64?

  package init() {}

  /// - Parameter number: the highest that was seen of this producer.
  /// - Returns: true with the one heartbeat that proves it.
  package mutating func isProved(by heartbeat: Heartbeat, after number: Int64) -> Bool {
    // A standby's number is as old as its last look.
    guard heartbeat.role != .standby else { return false }
    let isOlderEpoch = heartbeat.epoch.map { now in epoch.map { now < $0 } ?? false } ?? false
    guard heartbeat.lastNumber < number || isOlderEpoch else {
      lateHeartbeats = 0
      epoch = heartbeat.epoch ?? epoch
      return false
    }
    lateHeartbeats += 1
    guard lateHeartbeats == Self.proof else { return false }
    epoch = heartbeat.epoch
    return true
  }
}
