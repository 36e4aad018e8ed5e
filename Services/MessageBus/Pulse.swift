import Messages
import Messaging
import Model
import ServiceLifecycle

/// Says once a second that the bus lives: subscribers that hear it are connected.
struct Pulse: Service {
  let bus: Bus
  let instance: String
  let startedAt: Timestamp

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try bus.publish(Heartbeat(lastNumber: 0, instance: instance, startedAt: startedAt), from: .messageBus, .random())
        do { try await Task.sleep(for: .seconds(1)) } catch { return }
      }
    }
  }
}
