import Synchronization

/// An answer that one asks for and several wait for. It waits as long as the asking does, which has its own deadline.
final class SharedAnswer: Sendable {
  enum Outcome: Sendable {
    case value(any Sendable)
    case failed(any Error)
    /// Whoever asked was cancelled: another one has to.
    case abandoned
  }

  /// What it answers to: see ``ReadCache``.
  let generation: Int

  private struct State {
    var outcome: Outcome?
    var waiting: [AsyncStream<Outcome>.Continuation] = []
  }

  private let state = Mutex(State())

  var waiting: Int { state.withLock { $0.waiting.count } }

  init(generation: Int) { self.generation = generation }

  /// - Throws: `CancellationError` when the one who waits is cancelled.
  func outcome() async throws -> Outcome {
    let (outcomes, continuation) = AsyncStream.makeStream(of: Outcome.self, bufferingPolicy: .bufferingOldest(1))
    let known = state.withLock { state in
      if state.outcome == nil { state.waiting.append(continuation) }
      return state.outcome
    }
    if let known { return known }
    for await outcome in outcomes { return outcome }
    throw CancellationError()
  }

  func finish(_ outcome: Outcome) {
    let waiting = state.withLock { state in
      state.outcome = outcome
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting {
      continuation.yield(outcome)
      continuation.finish()
    }
  }
}
