import Model

/// A position of ours is flat again.
package struct TradeClosed: Event {
  package static let topic = Topic(.executor, "trade.closed")
  package static let version = 1

  package let tradeID: TradeID
  package let cycleID: CycleID
  package let symbol: Symbol
  package let side: Side
  package let quantity: Quantity
  package let entryPrice: Price
  package let exitPrice: Price
  package let fees: Money
  /// Fees included.
  package let realizedPnL: Money
  package let reason: CloseReason

  package var key: String { tradeID.description }

  package init(
    tradeID: TradeID, cycleID: CycleID, symbol: Symbol, side: Side, quantity: Quantity, entryPrice: Price, exitPrice: Price,
    fees: Money, realizedPnL: Money, reason: CloseReason
  ) {
    self.tradeID = tradeID
    self.cycleID = cycleID
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.entryPrice = entryPrice
    self.exitPrice = exitPrice
    self.fees = fees
    self.realizedPnL = realizedPnL
    self.reason = reason
  }
}
