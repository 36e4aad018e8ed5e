import Bybit
import Exchange
import Logging
import Messages
import Model
import ServiceKit

/// Notices that an open trade's position is flat, or was while nobody looked, and records its end. A failed query is not "flat".
struct CloseWatcher: Worker {
  let name = "close-watcher"
  let journal: TradeJournal
  let exchange: VerifiedExchange
  let time: TimeSource
  let logger: Logger
  private let looks = PositionLooks()

  init(journal: TradeJournal, exchange: VerifiedExchange, time: TimeSource, logger: Logger) {
    self.journal = journal
    self.exchange = exchange
    self.time = time
    self.logger = logger
  }

  func step() async throws -> WorkerOutcome {
    let trades = try await journal.trades(.open)
    looks.keep(trades.map(\.tradeID))
    if trades.isEmpty { return .idle }
    let client = try await exchange.verified()
    let lookedAt = time.now
    let positions = try await client.positions()
    // A position of the other side is someone's who has turned ours around.
    let held = Set(
      trades.filter { trade in
        positions.contains { $0.symbol == trade.proposal.symbol && $0.size > .zero && $0.side == trade.proposal.side }
      }.map(\.tradeID))
    // After a time without a look one of our side may be somebody's who came after ours had been closed.
    let doubtful = trades.filter { !held.contains($0.tradeID) || !looks.goesOn($0.tradeID, at: lookedAt) }
    let next = time.now + .seconds(1)
    if doubtful.isEmpty { return .idle(until: next) }
    let end = TradeEnd(journal: journal, client: client, logger: logger)
    return try await TradeRounds(logger: logger, time: time).visit(doubtful) { trade in
      if let fills = try await end.fills(trade) {
        try await end.record(trade, fills)
      } else if held.contains(trade.tradeID) {
        looks.begin(trade.tradeID, at: lookedAt)
      }
      return .idle(until: next)
    }
  }
}
