import Model
import Synchronization

/// What waits to be written to one socket. Bounded; a slow client's positions are replaced by newer ones, and a client that cannot even take
/// the events is cut off: it comes back with the last id that it has seen, and misses nothing.
package final class ClientQueue: Sendable {
  /// Messages from which on positions are replaced.
  package static let conflateFrom = 64
  /// Messages at which the client is cut off.
  package static let bound = 1024

  package enum Pushed: Equatable {
    case added
    /// In place of an older state of the same symbol.
    case replaced
    case refused
  }

  private struct State {
    var messages: [SocketMessage] = []
    var isClosed = false
    var isTooSlow = false
  }

  private let state = Mutex(State())
  private let wakeUps: AsyncStream<Void>
  private let wakeUp: AsyncStream<Void>.Continuation
  private let cutOffs: AsyncStream<Void>
  private let cutOff: AsyncStream<Void>.Continuation

  package init() {
    (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    (cutOffs, cutOff) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  /// The client was slower than its queue is long.
  package var isTooSlow: Bool { state.withLock { $0.isTooSlow } }

  @discardableResult
  package func push(_ message: SocketMessage) -> Pushed {
    let (pushed, wakes) = state.withLock { state -> (Pushed, Bool) in
      guard !state.isClosed else { return (.refused, false) }
      if state.messages.count >= Self.conflateFrom, let symbol = message.replaces,
        let index = state.messages.lastIndex(where: { $0.replaces == symbol })
      {
        state.messages[index] = message
        return (.replaced, false)
      }
      guard state.messages.count < Self.bound else {
        state.isTooSlow = true
        state.isClosed = true
        return (.refused, true)
      }
      state.messages.append(message)
      return (.added, state.messages.count == 1)
    }
    if wakes { wakeUp.yield() }
    if wakes, pushed == .refused { cutOff.finish() }
    return pushed
  }

  /// Returns when the client was too slow, also while a write to it hangs; or when the task is cancelled.
  package func waitForCutOff() async { for await _ in cutOffs {} }

  package func close() {
    state.withLock { $0.isClosed = true }
    wakeUp.yield()
  }

  /// Each batch of what waits, until the queue is closed. One reader only.
  package func drain(_ body: ([SocketMessage]) async throws -> Void) async rethrows {
    for await _ in wakeUps {
      let (batch, isClosed) = state.withLock { state in
        defer { state.messages.removeAll(keepingCapacity: true) }
        return (state.messages, state.isClosed)
      }
      if !batch.isEmpty { try await body(batch) }
      if isClosed { return }
    }
  }
}
