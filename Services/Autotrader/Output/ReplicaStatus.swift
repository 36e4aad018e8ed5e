import Instance
import Messages
import Model

/// One process of a service that has several, in `autotrader status`.
struct ReplicaStatus: Encodable, Sendable, Equatable {
  /// `executor`, `executor-2`, …
  let instance: String
  let address: String
  /// It answers.
  let ok: Bool
  var role: String?
  var version: String?
  var uptimeSeconds: Double?
  /// As the supervisor recorded it; nil elsewhere.
  var pid: Int32?
  var restarts: Int?

  /// - Parameter ping: nil when it does not answer.
  init(_ instance: String, address: String, _ ping: Ping.Reply?, _ member: RunningInstance.Member?, now: Timestamp) {
    self.instance = instance
    self.address = address
    ok = ping != nil
    role = ping?.role?.rawValue
    version = ping?.version
    uptimeSeconds = ping.map { Double((now - $0.startedAt).wholeMilliseconds) / 1000 }
    pid = member?.pid
    restarts = member?.restarts
  }

  /// Whose answers are the service's: the leader's, or while nobody leads those of any that answers.
  /// - Returns: nil when none answers.
  static func speaker(of replicas: [ReplicaStatus]) -> ReplicaStatus? {
    replicas.first { $0.ok && $0.role == ReplicaRole.leader.rawValue } ?? replicas.first(where: \.ok)
  }
}
