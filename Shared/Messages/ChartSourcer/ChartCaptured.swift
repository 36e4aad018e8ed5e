import Model

/// A chart is drawn and stored; its bytes come by ``GetChartImage``.
package struct ChartCaptured: Event {
  package static let topic = Topic(.chartSourcer, "chart.captured")
  package static let version = 1

  package let cycleID: CycleID
  package let symbol: Symbol
  package let timeframe: Timeframe
  package let candleClose: Timestamp
  /// SHA-256 of the PNG, hexadecimal.
  package let imageHash: String
  package let lastPrice: Price

  package var key: String { "\(cycleID)/\(symbol)" }

  package init(cycleID: CycleID, symbol: Symbol, timeframe: Timeframe, candleClose: Timestamp, imageHash: String, lastPrice: Price) {
    self.cycleID = cycleID
    self.symbol = symbol
    self.timeframe = timeframe
    self.candleClose = candleClose
    self.imageHash = imageHash
    self.lastPrice = lastPrice
  }
}
