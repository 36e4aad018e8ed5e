import Database
import Logging
import Messages
import Messaging
import Model
import ServiceLifecycle

/// Hands every event of the bus to its producer's consumer. A producer that is behind does not hold up the others.
struct InboxDispatcher: Service {
  let bus: Bus
  let consumers: [InboxConsumer]

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        var queues: [ServiceName: AsyncStream<EncodedEvent>.Continuation] = [:]
        for consumer in consumers {
          // Bounded: what does not fit is dropped here and replayed by the owner.
          let (stream, queue) = AsyncStream.makeStream(of: EncodedEvent.self, bufferingPolicy: .bufferingOldest(2000))
          queues[consumer.producer] = queue
          group.addTask { await consumer.run(stream) }
        }
        for await event in bus.events { queues[event.envelope.topic.producer]?.yield(event) }
        for queue in queues.values { queue.finish() }
      }
    }
  }
}
