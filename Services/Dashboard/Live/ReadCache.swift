import Model
import Synchronization

/// Answers of the owners for 300 s at most, dropped earlier by the events that change them. It holds no truth: an empty cache only asks again.
final class ReadCache: Sendable {
  /// What an answer depends on.
  enum Subject: Hashable, Sendable, CaseIterable {
    case cycles, approvals, trades, positions, trading
  }

  static let lifetime = Duration.seconds(300)
  /// Distinct answers; when it is full all are dropped, which costs a few requests.
  static let capacity = 500

  private struct Entry {
    let value: any Sendable
    let subject: Subject
    let at: Timestamp
  }

  private struct State {
    var entries: [String: Entry] = [:]
    /// How often each subject was invalidated: an answer that was asked for before an event is not kept after it.
    var generations: [Subject: Int] = [:]
  }

  private let state = Mutex(State())
  private let time: TimeSource
  private let isHearing: @Sendable () -> Bool

  /// - Parameter isHearing: whether events can be heard at all. While they cannot, nothing here is known to be right, and every read asks.
  init(time: TimeSource, isHearing: @escaping @Sendable () -> Bool = { true }) {
    self.time = time
    self.isHearing = isHearing
  }

  func value<Value: Sendable>(_ subject: Subject, _ key: String, _ load: () async throws -> Value) async throws -> Value {
    guard isHearing() else { return try await load() }
    let now = time.now
    let (found, generation) = state.withLock { state -> ((any Sendable)?, Int) in
      let entry = state.entries[key].flatMap { $0.at <= now && now < $0.at + Self.lifetime ? $0 : nil }
      return (entry?.value, state.generations[subject, default: 0])
    }
    if let value = found as? Value { return value }
    let value = try await load()
    state.withLock { state in
      guard state.generations[subject, default: 0] == generation else { return }
      if state.entries.count >= Self.capacity { state.entries.removeAll() }
      state.entries[key] = Entry(value: value, subject: subject, at: now)
    }
    return value
  }

  func invalidate(_ subjects: Set<Subject>) {
    guard !subjects.isEmpty else { return }
    state.withLock { state in
      for subject in subjects { state.generations[subject, default: 0] += 1 }
      state.entries = state.entries.filter { !subjects.contains($0.value.subject) }
    }
  }

  func invalidateAll() { invalidate(Set(Subject.allCases)) }
}
