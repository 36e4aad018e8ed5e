import Messages
import Model

/// An open trade as the executor reported it: what the exchange is compared with.
package struct TrackedTrade: Sendable, Equatable {
  package let tradeID: TradeID
  package let cycleID: CycleID
  package let symbol: Symbol
  package let side: Side
  package let quantity: Quantity
  package let entryPrice: Price
  package let stopLoss: Price

  package init(
    tradeID: TradeID, cycleID: CycleID, symbol: Symbol, side: Side, quantity: Quantity, entryPrice: Price, stopLoss: Price
  ) {
    self.tradeID = tradeID
    self.cycleID = cycleID
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.entryPrice = entryPrice
    self.stopLoss = stopLoss
  }
}
