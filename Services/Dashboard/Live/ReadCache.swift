import Messages
import Model
import Synchronization

/// Answers of the owners, each for its subject's lifetime at most and dropped earlier by the events that change it. It holds no truth: an empty
/// cache only asks again. Who asks for what is being asked for already waits for that answer.
final class ReadCache: Sendable {
  /// What an answer depends on.
  enum Subject: Hashable, Sendable, CaseIterable {
    case cycles, approvals, trades, positions, trading, wallet
  }

  /// So long after an event another owner than its producer may not have heard of it yet, and its answer may be older than the event.
  static let settling = Duration.seconds(5)
  /// Such an answer is kept no longer than this: a page that asks again after it sees what the event has led to.
  static let lifetimeWhileSettling = Duration.seconds(1)
  /// Distinct answers; when it is full all are dropped, which costs a few requests.
  static let capacity = 500

  private struct Entry {
    let value: any Sendable
    let subject: Subject
    /// When it was asked for.
    let at: Timestamp
    let lifetime: Duration
  }

  private enum Way {
    case known(any Sendable)
    case join(SharedAnswer)
    case ask(SharedAnswer)
  }

  private struct State {
    var entries: [String: Entry] = [:]
    /// What is being asked for, the newest of each key.
    var answers: [String: SharedAnswer] = [:]
    /// How often each subject was invalidated: an answer that was asked for before an event is neither kept nor joined after it.
    var generations: [Subject: Int] = [:]
    var changedAt: [Subject: Timestamp] = [:]
  }

  private let state = Mutex(State())
  private let time: TimeSource
  private let hears: @Sendable () -> Bool
  /// Too many to be asked for anew at each change.
  let trades = TradeBook()

  /// - Parameter isHearing: whether events can be heard at all. While they cannot, nothing that events drop is known to be right, and every read
  ///   of it asks.
  init(time: TimeSource, isHearing: @escaping @Sendable () -> Bool = { true }) {
    self.time = time
    hears = isHearing
  }

  /// - Parameter key: of this kind of value; the same text may name another kind's.
  func value<Value: Sendable>(_ subject: Subject, _ key: String, _ load: () async throws -> Value) async throws -> Value {
    guard !subject.isDroppedByEvents || isHearing else { return try await load() }
    let key = "\(Value.self) \(key)"
    while true {
      let now = time.now
      switch way(subject, key, now) {
      case .known(let value):
        guard let value = value as? Value else { return try await load() }
        return value
      case .ask(let answer): return try await ask(subject, key, now, answer, load)
      case .join(let answer):
        switch try await answer.outcome() {
        case .value(let value):
          guard let value = value as? Value else { return try await load() }
          return value
        case .failed(let error): throw error
        case .abandoned: continue
        }
      }
    }
  }

  func invalidate(_ subjects: Set<Subject>) {
    guard !subjects.isEmpty else { return }
    let now = time.now
    state.withLock { state in
      for subject in subjects {
        state.generations[subject, default: 0] += 1
        state.changedAt[subject] = now
      }
      state.entries = state.entries.filter { !subjects.contains($0.value.subject) }
    }
  }

  /// Those who wait for what another one asks for.
  var waiting: Int { state.withLock { $0.answers.values.reduce(0) { $0 + $1.waiting } } }

  var isHearing: Bool { hears() }

  func invalidateAll() {
    trades.forget()
    invalidate(Set(Subject.allCases))
  }

  /// Drops what an event changes.
  func hear(_ event: EncodedEvent) {
    let subjects = Subject.changed(by: event.envelope.topic)
    // Before the answers are dropped: who asks anew must be told.
    if subjects.contains(.trades) {
      if let trade = Subject.trade(of: event) { trades.changed(trade) } else { trades.forget() }
    }
    invalidate(subjects)
  }

  private func way(_ subject: Subject, _ key: String, _ now: Timestamp) -> Way {
    state.withLock { state in
      if let entry = state.entries[key], entry.at <= now, now < entry.at + entry.lifetime { return .known(entry.value) }
      let generation = state.generations[subject, default: 0]
      if let answer = state.answers[key], answer.generation == generation { return .join(answer) }
      let answer = SharedAnswer(generation: generation)
      state.answers[key] = answer
      return .ask(answer)
    }
  }

  private func ask<Value: Sendable>(
    _ subject: Subject, _ key: String, _ now: Timestamp, _ answer: SharedAnswer, _ load: () async throws -> Value
  ) async throws -> Value {
    do {
      let value = try await load()
      keep(value, subject, key, now, answer)
      answer.finish(.value(value))
      return value
    } catch {
      keep(nil, subject, key, now, answer)
      answer.finish(Task.isCancelled ? .abandoned : .failed(error))
      throw error
    }
  }

  /// - Parameter value: nil: there is no answer.
  private func keep(_ value: (any Sendable)?, _ subject: Subject, _ key: String, _ now: Timestamp, _ answer: SharedAnswer) {
    state.withLock { state in
      if state.answers[key] === answer { state.answers[key] = nil }
      guard let value, state.generations[subject, default: 0] == answer.generation else { return }
      if state.entries.count >= Self.capacity { state.entries.removeAll() }
      let isSettling = subject.isTellingLater && state.changedAt[subject].map { now < $0 + Self.settling } ?? false
      let lifetime = isSettling ? min(Self.lifetimeWhileSettling, subject.lifetime) : subject.lifetime
      state.entries[key] = Entry(value: value, subject: subject, at: now, lifetime: lifetime)
    }
  }
}
