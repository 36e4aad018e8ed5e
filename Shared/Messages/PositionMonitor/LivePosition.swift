import Model

/// An open trade as last seen on the exchange.
package struct LivePosition: Codable, Sendable, Equatable {
  package let tradeID: TradeID
  package let symbol: Symbol
  package let side: Side
  package let quantity: Quantity
  package let entryPrice: Price
  /// The mark price.
  package let currentPrice: Price
  /// As the exchange states it; nil means unprotected.
  package let stopLoss: Price?
  package let takeProfit: Price?
  package let unrealizedPnL: Money
  /// Profit so far in units of the initial risk (R multiple).
  package let liveRiskReward: Double
  package let checkedAt: Timestamp

  package init(
    tradeID: TradeID, symbol: Symbol, side: Side, quantity: Quantity, entryPrice: Price, currentPrice: Price, stopLoss: Price? = nil,
    takeProfit: Price? = nil, unrealizedPnL: Money, liveRiskReward: Double, checkedAt: Timestamp
  ) {
    self.tradeID = tradeID
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.entryPrice = entryPrice
    self.currentPrice = currentPrice
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
    self.unrealizedPnL = unrealizedPnL
    self.liveRiskReward = liveRiskReward
    self.checkedAt = checkedAt
  }
}
