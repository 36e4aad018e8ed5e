import Synchronization

/// A place for one child: the process that is there now, and whether it may be filled again.
final class SupervisedChild: Sendable {
  private struct State {
    var process: ChildProcess?
    var isStopping = false
    var hasBeenReady = false
  }

  let command: ChildCommand
  /// Children of a later stage are stopped first.
  let stage: Int
  private let state = Mutex(State())

  init(_ command: ChildCommand, stage: Int) {
    self.command = command
    self.stage = stage
  }

  /// - Returns: false when the place is being closed: the caller must end the process.
  func adopt(_ process: ChildProcess) -> Bool {
    state.withLock { state in
      if state.isStopping { return false }
      state.process = process
      return true
    }
  }

  func markReady() { state.withLock { $0.hasBeenReady = true } }
  var hasBeenReady: Bool { state.withLock { $0.hasBeenReady } }
  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Closes the place. - Returns: the process that must be ended now.
  func close() -> ChildProcess? {
    state.withLock { state in
      state.isStopping = true
      return state.process
    }
  }
}
