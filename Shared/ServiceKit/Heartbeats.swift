import Logging
import Messages
import Messaging
import Model
import ServiceLifecycle

/// Says once a second that the service lives and how far its outbox is.
struct Heartbeats: Service {
  let name: ServiceName
  let instance: String
  let startedAt: Timestamp
  let bus: Bus
  let position: OutboxPosition

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let heartbeat = Heartbeat(lastNumber: position.last, instance: instance, startedAt: startedAt)
        try bus.publish(heartbeat, from: name, .random())
        do { try await Task.sleep(for: .seconds(1)) } catch { return }
      }
    }
  }
}
