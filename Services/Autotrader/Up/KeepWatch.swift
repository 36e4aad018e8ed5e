import Instance
import Messages
import Messaging
import Model

/// Stays up as `--keep` asks: for a time, or until trades have closed and the books have been compared with the exchange.
struct KeepWatch: Sendable {
  let bus: Bus
  let books: BooksCheck
  let terminal: Terminal
  let time: TimeSource

  /// Candles for which a run without `--once` waits for the exit that it has not shown yet: a target, or a stop.
  static let patienceInCandles = 60

  /// - Throws: ``CommandFailure`` when the books do not agree.
  /// - Parameters:
  ///   - trades: the ones whose end is waited for; nil: those of the first cycle from now on that makes any, and then on until a target and
  ///     a stop have both been hit.
  ///   - timeframe: its candles are what the patience is counted in.
  func wait(_ keep: KeepTime, trades: [TradeID]?, timeframe: Timeframe) async throws {
    switch keep {
    case .duration(let duration):
      terminal.line("staying up for \(duration.text)")
      try await Task.sleep(for: duration)
    case .untilClosed:
      terminal.line("staying up until closed")
      let start = time.now
      let goal =
        if let trades {
          KeepGoal(first: Set(trades), patience: nil)
        } else {
          KeepGoal(first: try await firstTrades(since: start), patience: timeframe.duration * Self.patienceInCandles)
        }
      // Later trades that have closed meanwhile are told as well.
      let closed = try await reach(goal, since: start)
      try await books.run(closed.reversed().map(\.tradeID))
    }
  }

  private func firstTrades(since start: Timestamp) async throws -> Set<TradeID> {
    while true {
      let ours = (try await trades(.open) + trades(.closed)).filter { $0.createdAt >= start }
      if !ours.isEmpty { return Set(ours.map(\.tradeID)) }
      try await Task.sleep(for: .seconds(1))
    }
  }

  /// - Returns: what has closed since, newest first.
  private func reach(_ goal: KeepGoal, since start: Timestamp) async throws -> [Trade] {
    var isTold = false
    while true {
      let closed = try await trades(.closed).filter { goal.first.contains($0.tradeID) || ($0.closedAt ?? start) > start }
      switch goal.verdict(closed: closed, now: time.now) {
      case .reached: return closed
      case .lacking(let reason, let end):
        if !isTold {
          terminal.line("the first trades have closed; staying up for a \(reason.rawValue) as well, until \(end) at the latest")
        }
        isTold = true
      case .waiting: break
      }
      try await Task.sleep(for: .seconds(1))
    }
  }

  /// The newest 200. An executor that is being restarted answers later.
  private func trades(_ status: TradeStatus) async throws -> [Trade] {
    do {
      return try await bus.ask(ListTrades(status: status, limit: 200)).trades
    } catch let error as BusError where [.timeout, .notLeader].contains(error.code) {
      return []
    }
  }
}
