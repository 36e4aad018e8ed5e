import Model

/// What the rule-based analyst says about the last candle. Prices in USDT, scores 0…1.
package struct RulesAnalysis: Hashable, Codable, Sendable {
  package let recommendation: Recommendation
  /// The last close. The three levels are nil exactly when the recommendation is `hold`.
  package let entry: Double?
  package let stopLoss: Double?
  package let takeProfit: Double?
  package let atr: Double
  package let setupQuality: Double
  /// 0 when there are no levels.
  package let riskRewardRatio: Double
  package let riskRewardScore: Double
  package let marketEnvironment: Double
  package let confidence: Double
  package let pattern: String
  /// Ascending.
  package let keyLevels: [Double]
  /// One or two sentences with the numbers that decided.
  package let reasoning: String

  package init(
    recommendation: Recommendation, entry: Double?, stopLoss: Double?, takeProfit: Double?, atr: Double, setupQuality: Double,
    riskRewardRatio: Double, riskRewardScore: Double, marketEnvironment: Double, confidence: Double, pattern: String, keyLevels: [Double],
    reasoning: String
  ) {
    self.recommendation = recommendation
    self.entry = entry
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
    self.atr = atr
    self.setupQuality = setupQuality
    self.riskRewardRatio = riskRewardRatio
    self.riskRewardScore = riskRewardScore
    self.marketEnvironment = marketEnvironment
    self.confidence = confidence
    self.pattern = pattern
    self.keyLevels = keyLevels
    self.reasoning = reasoning
  }
}
