import Model

/// No chart could be made for a symbol of the cycle.
package struct ChartFailed: Event {
  package static let topic = Topic(.chartSourcer, "chart.failed")
  package static let version = 1

  package let cycleID: CycleID
  package let symbol: Symbol
  package let timeframe: Timeframe
  package let candleClose: Timestamp
  package let reason: String
  package let message: String

  package var key: String { "\(cycleID)/\(symbol)" }

  package init(cycleID: CycleID, symbol: Symbol, timeframe: Timeframe, candleClose: Timestamp, reason: String, message: String) {
    self.cycleID = cycleID
    self.symbol = symbol
    self.timeframe = timeframe
    self.candleClose = candleClose
    self.reason = reason
    self.message = message
  }
}
