import Messages
import Model
import Synchronization

/// The heartbeats that this process hears.
final class SystemPresence: Sendable {
  private let presence = Mutex(Presence())
  private let time: TimeSource

  init(time: TimeSource) { self.time = time }

  func heard(_ heartbeat: Heartbeat, of service: ServiceName) { presence.withLock { $0.heard(heartbeat, of: service, at: time.now) } }
  var isHearing: Bool { presence.withLock { $0.isHearing(at: time.now) } }
  var replicas: [Presence.Replica] { presence.withLock { $0.replicas(at: time.now) } }
}
