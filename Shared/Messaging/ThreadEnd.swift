import Synchronization

/// The end of an owned thread. Waiting for it cannot be cancelled: whoever closes a bus may bind its addresses again afterwards.
final class ThreadEnd: Sendable {
  private struct State {
    var hasEnded = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  func finish() {
    let waiters = state.withLock { state in
      defer { state.waiters = [] }
      state.hasEnded = true
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let hasEnded = state.withLock { state in
        if !state.hasEnded { state.waiters.append(continuation) }
        return state.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }
}
