/// How several processes of one service live together (DESIGN §4, Replicas).
package enum ReplicaPolicy: Sendable {
  /// One hears, works and publishes; the others wait for its lease.
  case oneLeader
  /// All of them hear, work and publish: a number is handled by whoever locks its inbox position first, a row by whoever claims it.
  case shared
}
