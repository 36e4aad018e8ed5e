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

  /// - Throws: ``CommandFailure`` when the books do not agree.
  /// - Parameter trades: the ones whose end is waited for; nil: those of the first cycle from now on that makes any.
  func wait(_ keep: KeepTime, trades: [TradeID]?) async throws {
    switch keep {
    case .duration(let duration):
      terminal.line("staying up for \(duration.text)")
      try await Task.sleep(for: duration)
    case .untilClosed:
      terminal.line("staying up until closed")
      let start = time.now
      let ids: Set<TradeID>
      if let trades { ids = Set(trades) } else { ids = try await firstTrades(since: start) }
      try await untilClosed(ids)
      // Later trades that have closed meanwhile are told as well.
      let closed = try await self.trades(.closed).filter { ids.contains($0.tradeID) || ($0.closedAt ?? start) > start }
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

  private func untilClosed(_ ids: Set<TradeID>) async throws {
    while true {
      let closed = try await trades(.closed).filter { ids.contains($0.tradeID) }
      if closed.count == ids.count { return }
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
