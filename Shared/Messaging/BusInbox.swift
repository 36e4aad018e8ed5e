import FoundationEssentials
import Model
import Synchronization

/// What other threads ask of the bus thread.
enum BusCommand: Sendable {
  case publish([Data])
  case request(PendingRequest)
  case reply([Data])
  case cancel(UInt64)
}

/// A request on its way: sent once, resumed once.
struct PendingRequest: Sendable {
  let id: UInt64
  let endpoint: String
  let frames: [Data]
  /// On the monotonic clock: setting the system's clock neither ends a wait early nor makes it longer.
  let deadline: ContinuousClock.Instant
  /// When the peer is not connected by then, nothing has been sent, and another one may be asked.
  let connectedBy: ContinuousClock.Instant
  let continuation: CheckedContinuation<[Data], any Error>
}

/// The peer of a request was not connected in time: it has not been sent.
struct NotConnected: Error {}

/// The peer went after the request had been sent: whether it was handled is unknown.
struct ConnectionLost: Error {}

/// The bounded queue into the bus thread. When 5,000 publications wait, new ones are dropped: consumers see the gap and ask for a replay.
final class BusInbox: Sendable {
  private struct State {
    var commands: [BusCommand] = []
    var isClosed = false
  }

  static let bound = 5000
  private let state = Mutex(State())
  private let wakeUp: WakeUp

  init(_ wakeUp: WakeUp) { self.wakeUp = wakeUp }

  /// - Returns: false when the bus is closed or a publication was dropped.
  @discardableResult
  func push(_ command: BusCommand) -> Bool {
    let accepted = state.withLock { state in
      if state.isClosed { return false }
      if case .publish = command, state.commands.count >= Self.bound { return false }
      state.commands.append(command)
      return true
    }
    if accepted { wakeUp.signal() }
    return accepted
  }

  /// - Returns: the waiting commands, and whether the thread must end after them.
  func take() -> (commands: [BusCommand], isClosed: Bool) {
    state.withLock { state in
      defer { state.commands = [] }
      return (state.commands, state.isClosed)
    }
  }

  func close() {
    state.withLock { $0.isClosed = true }
    wakeUp.signal()
  }
}
