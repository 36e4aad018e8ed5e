import Model
import Synchronization

/// One ``CircuitBreaker`` shared by concurrent calls. A class because a `Mutex` cannot be copied.
package final class GuardedBreaker: Sendable {
  private let breaker: Mutex<CircuitBreaker>

  package init(_ breaker: CircuitBreaker = CircuitBreaker()) { self.breaker = Mutex(breaker) }

  package func state(at now: Timestamp) -> CircuitBreaker.State { breaker.withLock { $0.state(at: now) } }

  package func admit(at now: Timestamp) throws(CircuitBreaker.Open) {
    let result: Result<Void, CircuitBreaker.Open> = breaker.withLock { breaker in
      do throws(CircuitBreaker.Open) { return .success(try breaker.admit(at: now)) } catch { return .failure(error) }
    }
    try result.get()
  }

  package func succeeded() { breaker.withLock { $0.succeeded() } }
  package func failed(at now: Timestamp) { breaker.withLock { $0.failed(at: now) } }
  package func abandoned() { breaker.withLock { $0.abandoned() } }
}
