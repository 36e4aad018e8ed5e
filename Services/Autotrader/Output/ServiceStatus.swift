import Instance
import Messages
import Model

/// One service in `autotrader status`.
struct ServiceStatus: Encodable, Sendable, Equatable {
  struct Breaker: Encodable, Sendable, Equatable {
    let calls: String
    let state: String
  }

  let name: ServiceName
  /// It answers.
  let ok: Bool
  let address: String
  var version: String?
  var startedAt: String?
  var uptimeSeconds: Double?
  var lastNumber: Int64?
  /// Its answer took this long.
  var milliseconds: Double?
  /// As the supervisor recorded it; nil elsewhere.
  var pid: Int32?
  var restarts: Int?
  /// `leader`, or `standby` while nobody leads; nil where no lease is held.
  var role: String?
  /// Committed events that its relay has not published.
  var unpublished: Int64?
  /// Events that it could not handle.
  var parked: Int64?
  var breakers: [Breaker] = []
  /// Workers of the process that answered whose last step failed.
  var failing: [FailingWorker] = []
  /// Its processes, when it has several; the fields above are those of the leader, or of one that answers while nobody leads.
  var replicas: [ReplicaStatus] = []

  /// For people: of several processes how many there are of each role.
  var roles: String? {
    guard !replicas.isEmpty else { return role }
    let counts = [ReplicaRole.leader, .standby, .shared].compactMap { role in
      let count = replicas.count { $0.role == role.rawValue }
      return count > 0 ? "\(count) \(role.rawValue)" : role == .leader && self.role == ReplicaRole.standby.rawValue ? "no leader" : nil
    }
    return counts.isEmpty ? role : counts.joined(separator: ", ")
  }

  init(_ name: ServiceName, ok: Bool, address: String) {
    self.name = name
    self.ok = ok
    self.address = address
  }

  /// - Parameters:
  ///   - health: nil from a service without a slice.
  ///   - took: how long the answer to the ping took.
  init(
    _ name: ServiceName, address: String, _ ping: Ping.Reply, _ health: GetHealth.Reply?, _ member: RunningInstance.Member?,
    took: Duration, now: Timestamp
  ) {
    self.init(name, ok: true, address: address)
    version = ping.version
    startedAt = ping.startedAt.description
    uptimeSeconds = Double((now - ping.startedAt).wholeMilliseconds) / 1000
    lastNumber = ping.lastNumber
    milliseconds = Double(took.wholeNanoseconds / 1000) / 1000
    pid = health?.processID ?? member?.pid
    restarts = member?.restarts
    role = health?.role
    unpublished = health.map { max(0, $0.committed - $0.published) }
    parked = health?.parked
    breakers = health?.breakers.map { Breaker(calls: $0.calls, state: $0.state) } ?? []
    failing = health?.failing?.map { FailingWorker($0, now: now) } ?? []
  }
}
