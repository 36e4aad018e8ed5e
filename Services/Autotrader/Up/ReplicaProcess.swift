import Model
import ServiceKit

/// One process of a service.
struct ReplicaProcess: Sendable, Equatable {
  let service: ServiceName
  /// From 1.
  let replica: Int
  let address: String

  /// `executor`, `executor-2`, …: the name of the process, of its log, and in heartbeats.
  var name: String { ReplicaCounts.instance(of: service, replica) }
}
