import Model

/// A confirmed proposal did not become a position.
package struct TradeFailed: Event {
  package static let topic = Topic(.executor, "trade.failed")
  package static let version = 1

  package let tradeID: TradeID
  package let cycleID: CycleID
  package let symbol: Symbol
  package let reason: String
  package let message: String

  package var key: String { tradeID.description }

  package init(tradeID: TradeID, cycleID: CycleID, symbol: Symbol, reason: String, message: String) {
    self.tradeID = tradeID
    self.cycleID = cycleID
    self.symbol = symbol
    self.reason = reason
    self.message = message
  }
}
