import Messages
import Model
import Synchronization

/// Hands each event of the bus to its producer's consumer, if one runs now; a standby lets all go by and asks for a replay when it leads.
final class EventSwitch: Sendable {
  /// What does not fit is dropped and replayed by the owner.
  static let bound = 2000

  private let queues = Mutex<[ServiceName: AsyncStream<EncodedEvent>.Continuation]>([:])

  func pass(_ event: EncodedEvent) {
    let queue = queues.withLock { $0[event.envelope.topic.producer] }
    _ = queue?.yield(event)
  }

  /// A producer's events from now on. One stream a producer: the earlier one ends.
  func open(_ producer: ServiceName) -> AsyncStream<EncodedEvent> {
    let (stream, queue) = AsyncStream.makeStream(of: EncodedEvent.self, bufferingPolicy: .bufferingOldest(Self.bound))
    queues.withLock { $0.updateValue(queue, forKey: producer) }?.finish()
    return stream
  }

  func close(_ producer: ServiceName) { queues.withLock { $0.removeValue(forKey: producer) }?.finish() }
}
