/// What the rule-based analyst is tuned by. Distances are in ATR unless said otherwise.
package struct RulesParameters: Hashable, Codable, Sendable {
  /// Candles needed before any opinion: two EMA50 lengths.
  package var minimumCandles = 100
  /// Below this ATR as a fraction of the price, the market counts as flat.
  package var minimumATRFraction = 0.0001
  package var minimumConfidence = 0.60
  /// EMA50's move over ten candles that makes a trend.
  package var minimumSlope = 0.15
  /// How near to EMA20 a recent extreme must come to be a pullback.
  package var pullbackTolerance = 0.4
  /// How far beyond EMA20 the close may be: for a pullback, and for a breakout.
  package var maximumPullbackStretch = 2.0
  package var maximumBreakoutStretch = 3.0
  /// RSI of an entry in trend direction, for longs; shorts use the mirror image (100 − RSI).
  package var minimumRSI = 42.0
  package var maximumRSI = 75.0
  /// The part of the last candle's range that its body must fill.
  package var minimumBodyFraction = 0.3
  package var minimumStopDistance = 1.2
  package var maximumStopDistance = 3.0
  /// Room between the swing and the stop.
  package var stopMargin = 0.2
  package var targetRatio = 2.0
  /// A level in the way may pull the target in to this ratio, not closer.
  package var minimumTargetRatio = 1.8
  package var riskRewardCap = Confidence.defaultRiskRewardCap

  package init() {}
}
