import Glibc
import Messages
import Messaging
import Model
import ServiceKit

/// Which processes a name means, in which order they are restarted, and by which signal each ends.
enum RestartOrder {
  /// A service's name means all its replicas, a replica's name the one; none for what is not on the bus.
  static func processes(named name: String, _ counts: ReplicaCounts, _ addresses: BusAddresses) -> [ReplicaProcess] {
    let all = ServiceName.allCases.flatMap { service in
      zip(1..., addresses.services[service] ?? []).map { ReplicaProcess(service: service, replica: $0, address: $1) }
    }
    guard let service = ServiceName(rawValue: name), counts[service] > 1 else { return all.filter { $0.name == name } }
    return all.filter { $0.service == service }
  }

  /// PostgreSQL takes SIGTERM for a wish to wait until every client has gone, which services never do, and lets no new one in meanwhile.
  static func signal(for process: String) -> Int32 { process == PrivatePostgreSQL.name ? SIGINT : SIGTERM }

  /// The leader gives its lease to a standby that has been restarted already.
  static func leaderLast(_ processes: [ReplicaProcess], _ roles: [String: ReplicaRole]) -> [ReplicaProcess] {
    processes.filter { roles[$0.name] != .leader } + processes.filter { roles[$0.name] == .leader }
  }
}
