import Logging
import Messages
import Messaging
import Model
import ServiceLifecycle

/// Says once a second, and at once when its role changes, that the process lives and how far its service's outbox is.
struct Heartbeats: Service {
  let name: ServiceName
  let instance: String
  let startedAt: Timestamp
  let bus: Bus
  let position: OutboxPosition
  let leadership: Leadership
  let announce: Signal

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let heartbeat = Heartbeat(
          lastNumber: position.last, instance: instance, startedAt: startedAt, role: leadership.role, epoch: leadership.epoch)
        try bus.publish(heartbeat, from: name, .random())
        await announce.wait(atMost: .seconds(1))
      }
    }
  }
}
