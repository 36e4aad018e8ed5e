import Bybit
import Logging
import Messages
import Model
import ServiceKit

/// Follows an acknowledged entry until its position is protected: the stop is read back, set at once if it is missing, and if that does not
/// help the position is flattened (DESIGN §6.2).
struct ProtectionCheck: Sendable {
  let journal: TradeJournal
  let client: BybitClient
  let time: TimeSource
  let logger: Logger

  static let repairs = 3

  func follow(_ order: OrderIntent, _ trade: TradeStorage.Live) async throws -> WorkerOutcome {
    guard let found = try await client.order(linkID: order.linkID, symbol: order.symbol) else {
      return .idle(until: time.now + .milliseconds(200))
    }
    guard found.status.isFinal else { return .idle(until: time.now + .milliseconds(50)) }
    guard found.cumulativeQuantity > .zero else {
      try await journal.fail(
        trade, order, status: found.status == .rejected ? .rejected : .cancelled, reason: "notFilled",
        message: "the exchange ended the entry as \(found.status.name)\(found.rejectReason.map { ": \($0)" } ?? "")")
      return .worked
    }
    let executions = try await client.executions(order.symbol, linkID: order.linkID)
    let filled = executions.reduce(Quantity.zero) { $0 + $1.quantity }
    guard filled >= found.cumulativeQuantity, let average = ClosedTrade.averagePrice(executions) else {
      return .idle(until: time.now + .milliseconds(50))
    }
    let proposal = trade.proposal
    let protection = try await protectedLevels(proposal)
    guard let protection else {
      try await flatten(trade, filled)
      return .worked
    }
    try await journal.open(
      trade, order,
      OpenedPosition(
        exchangeOrderID: found.orderID, quantity: filled, entryPrice: average, stopLoss: protection.stopLoss,
        takeProfit: protection.takeProfit, fee: executions.reduce(.zero) { $0 + $1.fee }, executions: executions))
    return .worked
  }

  /// Reads stop and target back, setting them when they are missing. - Returns: nil when the position stays without a stop.
  private func protectedLevels(_ proposal: TradeProposal) async throws -> (stopLoss: Price, takeProfit: Price)? {
    for attempt in 0...Self.repairs {
      let position = try await client.positions(proposal.symbol).first
      // Flat already: stop or target has been hit since the fill, and CloseWatcher records the end.
      guard let position, position.size > .zero else { return (proposal.stopLoss, proposal.takeProfit) }
      if let stopLoss = position.stopLoss, let takeProfit = position.takeProfit { return (stopLoss, takeProfit) }
      guard attempt < Self.repairs else { break }
      logger.error(
        "position without complete protection, setting it",
        metadata: ["symbol": "\(proposal.symbol)", "correlation.id": "\(proposal.cycleID)", "attempt": "\(attempt + 1)"])
      do {
        try await client.setTradingStop(proposal.symbol, takeProfit: proposal.takeProfit, stopLoss: proposal.stopLoss)
      } catch {
        logger.error("the stop could not be set", metadata: ["symbol": "\(proposal.symbol)", "error": "\(error)"])
      }
    }
    return nil
  }

  /// Closes a position that cannot be protected. The same link id is used until the exchange has acted on it.
  private func flatten(_ trade: TradeStorage.Live, _ quantity: Quantity) async throws {
    let side = trade.proposal.side.opposite
    if try await journal.order(trade.tradeID, .flatten) == nil {
      try await journal.intend(trade, .flatten, side: side, quantity: quantity)
    }
    guard let linkID = LinkID.make(trade.tradeID, .flatten, ordinal: 0) else { return }
    if try await client.order(linkID: linkID, symbol: trade.proposal.symbol) == nil {
      _ = try await client.place(
        OrderRequest(symbol: trade.proposal.symbol, side: side, type: .market, quantity: quantity, linkID: linkID, reduceOnly: true))
    }
    logger.critical(
      "position without a stop was flattened",
      metadata: ["symbol": "\(trade.proposal.symbol)", "trade.id": "\(trade.tradeID)", "correlation.id": "\(trade.proposal.cycleID)"])
  }
}
