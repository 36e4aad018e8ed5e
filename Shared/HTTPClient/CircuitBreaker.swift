import Model

/// Stops calling a dependency that keeps failing: CLOSED → OPEN after `threshold` failures in a row, → HALF_OPEN after `openFor` with one
/// probe in flight, → CLOSED when it succeeds or OPEN again when it fails. A pure value; time comes in.
package struct CircuitBreaker: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    case closed = "CLOSED"
    case open = "OPEN"
    case halfOpen = "HALF_OPEN"
  }

  /// The call was not admitted.
  package struct Open: Error, Sendable, Equatable {
    /// When asking again makes sense.
    package let until: Timestamp
    package init(until: Timestamp) { self.until = until }
  }

  private enum Phase: Equatable {
    case closed(failures: Int)
    case open(until: Timestamp)
    /// A probe that never reports (its caller was killed) stops blocking others at `until`.
    case probing(until: Timestamp)
    case ready
  }

  package let threshold: Int
  package let openFor: Duration
  private var phase = Phase.closed(failures: 0)

  package init(threshold: Int = 5, openFor: Duration = .seconds(60)) {
    precondition(threshold > 0, "a breaker that opens without a failure lets nothing through")
    self.threshold = threshold
    self.openFor = openFor
  }

  package func state(at now: Timestamp) -> State {
    switch phase {
    case .closed: .closed
    case .open(let until): isWaiting(for: until, at: now) ? .open : .halfOpen
    case .probing, .ready: .halfOpen
    }
  }

  /// Asks to make one call, whose end is reported by one of the three methods below.
  package mutating func admit(at now: Timestamp) throws(Open) {
    switch phase {
    case .closed: return
    case .open(let until), .probing(let until):
      guard !isWaiting(for: until, at: now) else { throw Open(until: until) }
      phase = .probing(until: now + openFor)
    case .ready: phase = .probing(until: now + openFor)
    }
  }

  /// An end further ahead than `openFor` was set before the clock was set back, and is not waited for.
  private func isWaiting(for until: Timestamp, at now: Timestamp) -> Bool { now < until && until - now <= openFor }

  /// A reply that an earlier call gets while the breaker is open says nothing about now and does not close it.
  package mutating func succeeded() {
    if case .open = phase { return }
    phase = .closed(failures: 0)
  }

  package mutating func failed(at now: Timestamp) {
    switch phase {
    case .closed(let failures) where failures + 1 < threshold: phase = .closed(failures: failures + 1)
    case .closed, .probing, .ready: phase = .open(until: now + openFor)
    case .open: return
    }
  }

  /// The call ended without saying anything about the dependency (cancelled, refused locally).
  package mutating func abandoned() {
    if case .probing = phase { phase = .ready }
  }
}
