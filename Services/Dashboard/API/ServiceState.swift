import Messages
import Model

/// How a service is; only its name and its processes when it does not answer.
struct ServiceState: Encodable, Sendable {
  let name: ServiceName
  /// It answers.
  let ok: Bool
  var version: String?
  var startedAt: Timestamp?
  /// Of the process that answered: `leader`, `standby` or `shared`; nil where there are no replicas.
  var role: String?
  /// The last number of its outbox.
  var committed: Int64?
  /// Events that could not be handled.
  var parked: Int64?
  /// Committed events that its relay has not published.
  var waiting: Int64?
  var breakers: [GetHealth.Breaker] = []
  /// Workers whose last step failed.
  var failing: [GetHealth.FailingWorker] = []
  /// How far it has come with each producer it hears.
  var consumers: [GetHealth.Consumer] = []
  /// Its processes as their heartbeats tell, the silent ones of the last hour too.
  let replicas: [Presence.Replica]
}
