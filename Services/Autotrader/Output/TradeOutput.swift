import Messages
import Model

/// A trade for programs: decimals as strings, times in ISO 8601.
struct TradeOutput: Encodable, Sendable, Equatable {
  let tradeId: TradeID
  let cycleId: CycleID
  let analysisId: AnalysisID
  let symbol: Symbol
  let side: Side
  let status: TradeStatus
  let quantity: Quantity
  let entryPrice: Price?
  let stopLoss: Price?
  let takeProfit: Price?
  let realizedPnl: Money?
  let orderId: String?
  let reason: String?
  let createdAt: String
  let closedAt: String?
  let unprotectedMilliseconds: Int64?
  let adoptedBy: String?

  init(_ trade: Trade) {
    tradeId = trade.tradeID
    cycleId = trade.cycleID
    analysisId = trade.analysisID
    symbol = trade.symbol
    side = trade.side
    status = trade.status
    quantity = trade.quantity
    entryPrice = trade.entryPrice
    stopLoss = trade.stopLoss
    takeProfit = trade.takeProfit
    realizedPnl = trade.realizedPnL
    orderId = trade.orderID
    reason = trade.reason
    createdAt = trade.createdAt.description
    closedAt = trade.closedAt?.description
    unprotectedMilliseconds = trade.unprotectedMilliseconds
    adoptedBy = trade.adoptedBy
  }
}
