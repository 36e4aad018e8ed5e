/// What an analyst says it read off a chart, in its own words and numbers, before anyone believes it. Prices in USDT.
package struct ChartReading: Hashable, Codable, Sendable {
  package let symbol: String
  package let timeframe: String
  package let lastClose: Double
  package let highestHigh: Double
  package let lowestLow: Double
  /// Supports and resistances it names.
  package let keyLevels: [Double]

  package init(symbol: String, timeframe: String, lastClose: Double, highestHigh: Double, lowestLow: Double, keyLevels: [Double]) {
    self.symbol = symbol
    self.timeframe = timeframe
    self.lastClose = lastClose
    self.highestHigh = highestHigh
    self.lowestLow = lowestLow
    self.keyLevels = keyLevels
  }
}
