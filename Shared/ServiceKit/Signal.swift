import Model
import Synchronization

/// Wakes one waiting loop. A signal given while nobody waits is kept for the next wait; several count as one.
package final class Signal: Sendable {
  private struct State {
    var isPending = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  package init() {}

  package func signal() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      defer { state.waiter = nil }
      if state.waiter == nil { state.isPending = true }
      return state.waiter
    }
    waiter?.resume()
  }

  /// Returns after a signal, after `limit`, or when the task is cancelled.
  package func wait(atMost limit: Duration) async {
    guard limit > .zero else { return }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.wait() }
      group.addTask {
        do { try await Task.sleep(for: limit) } catch { /* cancelled: the group ends either way */  }
      }
      await group.next()
      group.cancelAll()
    }
  }

  private func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let resumed = state.withLock { state -> CheckedContinuation<Void, Never>? in
          if state.isPending || Task.isCancelled {
            state.isPending = false
            return continuation
          }
          // A second waiter is against the contract; the first must not hang for it.
          defer { state.waiter = continuation }
          return state.waiter
        }
        resumed?.resume()
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.resume()
    }
  }
}
