import Model

/// An analysis as the filter sees it. The ratio and the distances are computed from the levels, never taken from the analyst.
package struct FilterCandidate: Hashable, Codable, Sendable {
  package let symbol: Symbol
  package let recommendation: Recommendation
  package let confidence: Double
  /// USDT; nil for `hold`.
  package let entry: Double?
  package let stopLoss: Double?
  package let takeProfit: Double?
  package let atr: Double

  package init(
    symbol: Symbol, recommendation: Recommendation, confidence: Double, entry: Double?, stopLoss: Double?, takeProfit: Double?, atr: Double
  ) {
    self.symbol = symbol
    self.recommendation = recommendation
    self.confidence = confidence
    self.entry = entry
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
    self.atr = atr
  }

  /// nil without levels, or when the stop is at the entry or on the wrong side.
  package var riskRewardRatio: Double? {
    guard let side = recommendation.side, let entry, let takeProfit, let risk = stopDistance, risk > 0 else { return nil }
    return side.sign * (takeProfit - entry) / risk
  }

  /// USDT from the entry to the stop, negative on the wrong side; nil without levels.
  package var stopDistance: Double? {
    guard let side = recommendation.side, let entry, let stopLoss else { return nil }
    return side.sign * (entry - stopLoss)
  }
}
