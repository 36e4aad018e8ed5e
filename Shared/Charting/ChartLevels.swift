/// The prices of a trade, drawn over the candles for people; a model is never shown them.
package struct ChartLevels: Hashable, Sendable {
  package let entry: Double
  package let stopLoss: Double
  package let takeProfit: Double

  package init(entry: Double, stopLoss: Double, takeProfit: Double) {
    self.entry = entry
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
  }
}
