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
    // A position of the other side is someone's who has turned ours around.
    let flat = trades.filter { trade in
      !positions.contains { $0.symbol == trade.proposal.symbol && $0.size > .zero && $0.side == trade.proposal.side }
    }
    let next = time.now + .seconds(1)
    if flat.isEmpty { return .idle(until: next) }
    return try await TradeRounds(logger: logger, time: time).visit(flat) { trade in
      try await recordEnd(of: trade, client)
      return .idle(until: next)
    }
  }

  private func recordEnd(of trade: TradeStorage.Live, _ client: BybitClient) async throws {
    let proposal = trade.proposal
    // The exchange's own times, as stored with the entry: our clock may differ from the exchange's.
    guard let entryLink = LinkID.make(trade.tradeID, .entry, ordinal: 0), let entered = try await journal.firstExecution(trade.tradeID)
    else { throw ExecutorError(.illegalOrder, "open trade \(trade.tradeID) has no stored execution") }
    let executions = try await client.executions(proposal.symbol, since: entered)
    let known = try await journal.entryExecutions(trade)
    let fills = PositionFills(proposal.side, in: executions.drop { !known.contains($0.executionID) })
    guard known.isSubset(of: fills.entries.map(\.executionID)) else {
      logger.warning("flat, but the exchange does not list the entry's executions", metadata: ["trade.id": "\(trade.tradeID)"])
      return
    }
    guard fills.isOver,
      let closed = ClosedTrade(
        side: proposal.side, quantity: fills.quantity, entries: fills.entries, exits: fills.exits, fundings: fills.fundings)
    else {
      logger.debug("flat, but the closing executions are not there yet", metadata: ["trade.id": "\(trade.tradeID)"])
      return
    }
    let reason = try await closeReason(trade, entryLink, fills, client)
    guard try await journal.close(trade, closed, reason: reason) else { return }
    logger.info(
      "trade closed",
      metadata: [
        "trade.id": "\(trade.tradeID)", "reason": "\(reason.rawValue)", "pnl": "\(closed.realizedPnL)",
        "correlation.id": "\(proposal.cycleID)",
      ])
  }

  private func closeReason(
    _ trade: TradeStorage.Live, _ entryLink: OrderLinkID, _ fills: PositionFills, _ client: BybitClient
  ) async throws -> CloseReason {
    let proposal = trade.proposal
    var life = TradeLife(symbol: proposal.symbol, side: proposal.side, entryLink: entryLink, ordered: fills.quantity)
    for execution in fills.all { report(trade) { try life.apply(.execution(execution)) } }
    guard life.closeReason == .unknown else { return life.closeReason }
    for order in try await client.orderHistory(proposal.symbol) { report(trade) { try life.apply(.order(order)) } }
    return life.closeReason
  }

  /// The exchange contradicts itself: a person should know, the trade goes on.
  private func report(_ trade: TradeStorage.Live, _ body: () throws -> Void) {
    do { try body() } catch {
      logger.error(
        "an illegal transition is refused",
        metadata: ["trade.id": "\(trade.tradeID)", "correlation.id": "\(trade.proposal.cycleID)", "error": "\(error)"])
    }
  }
}
