import Synchronization

/// The messages on their way to one connection. At most ``capacity`` wait; who reads more slowly is cut off, because a gap would go unnoticed.
final class StreamOutbox: Sendable {
  enum Item: Sendable {
    /// Sent after the delay, and so is everything behind it.
    case text([UInt8], delay: Duration)
    case pong([UInt8])
    case close(code: UInt16)
  }

  static let capacity = 8192
  let items: AsyncStream<Item>
  private let continuation: AsyncStream<Item>.Continuation
  private let ended = Mutex(false)

  var isFinished: Bool { ended.withLock { $0 } }

  init() { (items, continuation) = AsyncStream.makeStream(of: Item.self, bufferingPolicy: .bufferingOldest(Self.capacity)) }

  func send(_ item: Item) {
    if case .dropped = continuation.yield(item) { finish() }
  }

  func finish() {
    ended.withLock { $0 = true }
    continuation.finish()
  }
}
