import Messages
import Model
import Synchronization

/// The newest trades as the executor has them: read whole once, then only those that events have changed, by their ids. It holds no truth: when
/// it is not known what has changed, all are read again.
final class TradeBook: Sendable {
  /// The newest of all.
  static let capacity = 20_000
  /// After which all are read again, whatever was heard.
  static let lifetime = Duration.seconds(300)

  private struct State {
    /// Newest first.
    var trades: [Trade] = []
    /// When reading all of them began; nil: they are not known.
    var readAt: Timestamp?
    /// The changes that reading began after.
    var readMark = 0
    /// Trades that are older here than events say, and which change of all was their last.
    var changed: [TradeID: Int] = [:]
    var mark = 0
    /// One more each time that everything was forgotten.
    var generation = 0
  }

  private enum Plan {
    case all(mark: Int, generation: Int)
    case some([TradeID: Int], generation: Int)
  }

  private let state = Mutex(State())

  func changed(_ trade: TradeID) {
    state.withLock { state in
      state.mark += 1
      state.changed[trade] = state.mark
    }
  }

  func forget() {
    state.withLock { state in
      state.trades = []
      state.readAt = nil
      state.changed = [:]
      state.generation += 1
    }
  }

  /// - Parameter isHearing: whether events are heard; without them everything may have changed.
  /// - Returns: newest first.
  func newest(_ owners: any Owners, at now: Timestamp, isHearing: Bool) async throws -> [Trade] {
    switch plan(now, isHearing) {
    case .all(let mark, let generation):
      let all = try await Self.readAll(owners)
      keep(all, now, mark, generation)
      return all
    case .some(let wanted, let generation):
      let found = wanted.isEmpty ? [] : try await owners.ask(ListTrades(tradeIDs: Array(wanted.keys))).trades
      // Forgotten meanwhile: what is left is not all.
      guard let trades = merge(found, wanted, generation) else { return try await Self.readAll(owners) }
      return trades
    }
  }

  private func plan(_ now: Timestamp, _ isHearing: Bool) -> Plan {
    state.withLock { state in
      let isKnown = state.readAt.map { $0 <= now && now < $0 + Self.lifetime } ?? false
      guard isHearing, isKnown, state.changed.count <= ListTrades.maximumLimit else {
        return .all(mark: state.mark, generation: state.generation)
      }
      return .some(state.changed, generation: state.generation)
    }
  }

  private static func readAll(_ owners: any Owners) async throws -> [Trade] {
    var all: [Trade] = []
    var key: String?
    repeat {
      let page = try await owners.ask(ListTrades(afterKey: key, limit: ListTrades.maximumLimit))
      all += page.trades
      key = page.nextKey
    } while key != nil && all.count < capacity
    return Array(all.prefix(capacity))
  }

  private func keep(_ all: [Trade], _ now: Timestamp, _ mark: Int, _ generation: Int) {
    state.withLock { state in
      // Of two readings at once the one that began later knows more.
      guard state.generation == generation, state.readAt == nil || mark >= state.readMark else { return }
      (state.trades, state.readAt, state.readMark) = (all, now, mark)
      state.changed = state.changed.filter { $0.value > mark }
    }
  }

  /// - Returns: nil when everything was forgotten since `wanted` was asked for.
  private func merge(_ found: [Trade], _ wanted: [TradeID: Int], _ generation: Int) -> [Trade]? {
    state.withLock { state in
      guard state.generation == generation else { return nil }
      // What has changed again since is asked for again: an answer that was slow must not replace a newer one.
      for (trade, mark) in wanted where state.changed[trade] == mark {
        state.changed[trade] = nil
        guard let found = found.first(where: { $0.tradeID == trade }) else { continue }
        if let index = state.trades.firstIndex(where: { $0.tradeID == trade }) {
          state.trades[index] = found
        } else {
          state.trades.insert(found, at: state.trades.firstIndex { $0.createdAt < found.createdAt } ?? state.trades.endIndex)
        }
      }
      if state.trades.count > Self.capacity { state.trades.removeLast(state.trades.count - Self.capacity) }
      return state.trades
    }
  }
}
