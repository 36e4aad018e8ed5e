import Bybit
import Logging
import Messages
import Model

/// Rebuilds the end of an open trade from the executions: the exchange's own record of what was closed, whatever position is there now.
struct TradeEnd: Sendable {
  let journal: TradeJournal
  let client: BybitClient
  let logger: Logger

  /// - Returns: every fill of the position that the trade opened, once it is closed, whatever is there since; nil while it is not, or while the
  ///   exchange does not list all of them.
  func fills(_ trade: TradeStorage.Live, by deadline: Timestamp? = nil) async throws -> PositionFills? {
    guard let history = try await history(trade, by: deadline), history.isOver else { return nil }
    return history
  }

  /// - Returns: the fills of the position that the trade opened, up to now or to its end; nil while the exchange does not list all of them.
  func history(_ trade: TradeStorage.Live, by deadline: Timestamp? = nil) async throws -> PositionFills? {
    let proposal = trade.proposal
    // The exchange's own times, as stored with the entry: our clock may differ from the exchange's.
    guard let entered = try await journal.firstExecution(trade.tradeID) else {
      throw ExecutorError(.illegalOrder, "open trade \(trade.tradeID) has no stored execution")
    }
    let executions = try await client.executions(proposal.symbol, since: entered, by: deadline)
    let known = try await journal.entryExecutions(trade)
    let fills = PositionFills(proposal.side, in: executions.drop { !known.contains($0.executionID) })
    guard known.isSubset(of: fills.entries.map(\.executionID)) else {
      logger.warning("the exchange does not list the entry's executions", metadata: ["trade.id": "\(trade.tradeID)"])
      return nil
    }
    return fills
  }

  /// Does nothing when the trade is not open any more, or while a closing order of ours may be on its way.
  /// - Parameter fills: of the whole position.
  func record(_ trade: TradeStorage.Live, _ fills: PositionFills) async throws {
    let proposal = trade.proposal
    guard let entryLink = LinkID.make(trade.tradeID, .entry, ordinal: 0),
      let closed = ClosedTrade(
        side: proposal.side, quantity: fills.quantity, entries: fills.entries, exits: fills.exits, fundings: fills.fundings)
    else { throw ExecutorError(.illegalOrder, "the fills of trade \(trade.tradeID) do not close it") }
    let reason = try await closeReason(trade, entryLink, fills)
    guard try await journal.close(trade, closed, reason: reason) else { return }
    logger.info(
      "trade closed",
      metadata: [
        "trade.id": "\(trade.tradeID)", "reason": "\(reason.rawValue)", "pnl": "\(closed.realizedPnL)",
        "correlation.id": "\(proposal.cycleID)",
      ])
  }

  private func closeReason(
    _ trade: TradeStorage.Live, _ entryLink: OrderLinkID, _ fills: PositionFills
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
