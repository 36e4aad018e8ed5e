import Messages
import Model

/// Which processes of the services were heard on the bus, by their heartbeats.
package struct Presence: Sendable {
  /// One process of a service.
  package struct Replica: Codable, Sendable, Equatable {
    /// `executor`, `executor-2`, …
    package let instance: String
    package let service: ServiceName
    /// Heard within ``silence``.
    package let isHeard: Bool
    package let role: ReplicaRole?
    /// Of a leader.
    package let epoch: Int64?
    package let startedAt: Timestamp
    package let heardAt: Timestamp
  }

  /// Five heartbeats: whoever is silent for longer is away.
  package static let silence = Duration.seconds(5)
  /// Away for this long, a process is not shown any more: its name may never come back.
  package static let forgottenAfter = Duration.seconds(3600)
  /// Processes; more names than any installation has are not kept.
  package static let capacity = 200

  private struct Sign: Sendable {
    let service: ServiceName
    let heartbeat: Heartbeat
    let at: Timestamp
  }

  private var signs: [String: Sign] = [:]

  package init() {}

  package mutating func heard(_ heartbeat: Heartbeat, of service: ServiceName, at now: Timestamp) {
    if signs[heartbeat.instance] == nil, signs.count >= Self.capacity { return }
    signs[heartbeat.instance] = Sign(service: service, heartbeat: heartbeat, at: now)
    signs = signs.filter { now - $0.value.at < Self.forgottenAfter }
  }

  /// Whether anybody of the pipeline is heard: without that, what is shown may be old. A dashboard, this one too, knows no more than it hears.
  package func isHearing(at now: Timestamp) -> Bool { signs.values.contains { $0.service != .dashboard && now - $0.at < Self.silence } }

  /// By name, the silent ones too.
  package func replicas(at now: Timestamp) -> [Replica] {
    signs.values.map { sign in
      let isHeard = now - sign.at < Self.silence
      return Replica(
        instance: sign.heartbeat.instance, service: sign.service, isHeard: isHeard, role: isHeard ? sign.heartbeat.role : nil,
        epoch: isHeard ? sign.heartbeat.epoch : nil, startedAt: sign.heartbeat.startedAt, heardAt: sign.at)
    }.sorted { $0.instance < $1.instance }
  }
}
