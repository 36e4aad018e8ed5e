import Model

/// A position is open and its stop and target were read back from the exchange.
package struct TradeOpened: Event {
  package static let topic = Topic(.executor, "trade.opened")
  package static let version = 1

  package let tradeID: TradeID
  package let cycleID: CycleID
  package let symbol: Symbol
  package let side: Side
  package let quantity: Quantity
  package let entryPrice: Price
  package let stopLoss: Price
  package let takeProfit: Price
  package let averageTrueRange: Price
  package let fee: Money
  /// From the order's acknowledgement until the stop was seen.
  package let unprotectedMilliseconds: Int64
  /// Set for a position that was adopted: then cycle and average true range are its own trade's id and its distance to the stop.
  package let adoption: Adoption?

  package var key: String { tradeID.description }

  package init(
    tradeID: TradeID, cycleID: CycleID, symbol: Symbol, side: Side, quantity: Quantity, entryPrice: Price, stopLoss: Price,
    takeProfit: Price, averageTrueRange: Price, fee: Money, unprotectedMilliseconds: Int64,
    adoption: Adoption? = nil
  ) {
    self.tradeID = tradeID
    self.cycleID = cycleID
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.entryPrice = entryPrice
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
    self.averageTrueRange = averageTrueRange
    self.fee = fee
    self.unprotectedMilliseconds = unprotectedMilliseconds
    self.adoption = adoption
  }
}
