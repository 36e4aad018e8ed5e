import Messages
import Messaging
import Model
import ServiceLifecycle

/// Takes the events from the bus for as long as the process lives, whether it leads or not: the bus's queue never fills with old ones.
struct InboxDispatcher: Service {
  let bus: Bus
  let events: EventSwitch
  var observer: @Sendable (EncodedEvent) -> Void = { _ in }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      for await event in bus.events {
        observer(event)
        events.pass(event)
      }
    }
  }
}

/// Runs the consumers. A producer that is behind does not hold up the others.
struct InboxConsumers: Service {
  let consumers: [InboxConsumer]
  let events: EventSwitch

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        for consumer in consumers {
          let stream = events.open(consumer.producer)
          group.addTask { await consumer.run(stream) }
        }
        await group.waitForAll()
      }
    }
    for consumer in consumers { events.close(consumer.producer) }
  }
}
