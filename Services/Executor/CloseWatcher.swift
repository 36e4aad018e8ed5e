import Bybit
import Exchange
import Logging
import Messages
import Model
import ServiceKit

/// Notices that an open position is flat and rebuilds its end from the executions. A failed query is not "flat".
struct CloseWatcher: Worker {
  let name = "close-watcher"
  let journal: TradeJournal
  let exchange: VerifiedExchange
  let time: TimeSource
  let logger: Logger

  func step() async throws -> WorkerOutcome {
    let trades = try await journal.trades(.open)
    if trades.isEmpty { return .idle }
    let client = try await exchange.verified()
    let positions = try await client.positions()
    for trade in trades where !positions.contains(where: { $0.symbol == trade.proposal.symbol && $0.size > .zero }) {
      try await recordEnd(of: trade, client)
    }
    return .idle(until: time.now + .seconds(1))
  }

  private func recordEnd(of trade: TradeStorage.Live, _ client: BybitClient) async throws {
    let proposal = trade.proposal
    guard let entryLink = LinkID.make(trade.tradeID, .entry, ordinal: 0) else { return }
    let executions = try await client.executions(proposal.symbol, since: trade.createdAt - .seconds(5))
    let entries = executions.filter { $0.linkID == entryLink }
    guard let first = entries.first else { return }
    let exits = executions.filter { $0.side == proposal.side.opposite && $0.at >= first.at && $0.closedQuantity > .zero }
    let quantity = entries.reduce(Quantity.zero) { $0 + $1.quantity }
    guard let closed = ClosedTrade(side: proposal.side, quantity: quantity, entries: entries, exits: exits) else {
      logger.debug("flat, but the closing executions are not there yet", metadata: ["trade.id": "\(trade.tradeID)"])
      return
    }
    let reason = try await closeReason(exits, proposal.symbol, client)
    try await journal.close(trade, closed, entries + exits, reason: reason)
    logger.info(
      "trade closed",
      metadata: [
        "trade.id": "\(trade.tradeID)", "reason": "\(reason.rawValue)", "pnl": "\(closed.realizedPnL)",
        "correlation.id": "\(proposal.cycleID)",
      ])
  }

  private func closeReason(_ exits: [Execution], _ symbol: Symbol, _ client: BybitClient) async throws -> CloseReason {
    guard let last = exits.last else { return .unknown }
    if let linkID = last.linkID, LinkID.isOurs(linkID) { return .flattened }
    let order = try await client.orderHistory(symbol).first { $0.orderID == last.orderID }
    switch order?.stopOrderType {
    case "TakeProfit": return .takeProfit
    case "StopLoss": return .stopLoss
    default: return order == nil ? .unknown : .manual
    }
  }
}
