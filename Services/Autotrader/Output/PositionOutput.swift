import Messages
import Model

/// A live position for programs: decimals as strings, times in ISO 8601.
struct PositionOutput: Encodable, Sendable, Equatable {
  let tradeId: TradeID
  let symbol: Symbol
  let side: Side
  let quantity: Quantity
  let entryPrice: Price
  let markPrice: Price
  let stopLoss: Price?
  let takeProfit: Price?
  let unrealizedPnl: Money
  let liveRiskReward: Double
  let checkedAt: String

  init(_ position: LivePosition) {
    tradeId = position.tradeID
    symbol = position.symbol
    side = position.side
    quantity = position.quantity
    entryPrice = position.entryPrice
    markPrice = position.currentPrice
    stopLoss = position.stopLoss
    takeProfit = position.takeProfit
    unrealizedPnl = position.unrealizedPnL
    liveRiskReward = position.liveRiskReward
    checkedAt = position.checkedAt.description
  }
}
