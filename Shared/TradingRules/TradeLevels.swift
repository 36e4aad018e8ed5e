import Model

/// Entry, stop and target of one setup. The stop lies beyond the recent swing, but neither nearer nor farther than the parameters
/// allow; the target is a fixed multiple of the risk, drawn in front of a level that stands just before it.
struct TradeLevels {
  let entry: Double
  let stopLoss: Double
  let takeProfit: Double
  let ratio: Double

  /// nil when a level would not be a positive number: the market moves too much for its price.
  init?(_ reading: MarketReading, _ side: Side, _ parameters: RulesParameters) {
    let entry = reading.candle.close
    let sign = side.sign
    let swing = side == .buy ? reading.swingLow : reading.swingHigh
    let wanted = sign * (entry - swing) + parameters.stopMargin * reading.atr
    let risk = min(max(wanted, parameters.minimumStopDistance * reading.atr), parameters.maximumStopDistance * reading.atr)
    let obstacle = sign * ((side == .buy ? reading.levelHigh : reading.levelLow) - entry)
    let reward = min(max(min(obstacle, parameters.targetRatio * risk), parameters.minimumTargetRatio * risk), parameters.targetRatio * risk)
    self.entry = entry
    stopLoss = entry - sign * risk
    takeProfit = entry + sign * reward
    ratio = reward / risk
    guard risk > 0, stopLoss > 0, takeProfit > 0, takeProfit.isFinite, stopLoss != entry else { return nil }
  }
}
