import Model

/// What an analyst claims, before anyone believes it: the direction as it was spelled, numbers as they came. Prices in USDT.
package struct AnalysisClaim: Hashable, Codable, Sendable {
  /// Must be one of ``Recommendation``'s raw values.
  package let direction: String
  package let entry: Double?
  package let stopLoss: Double?
  package let takeProfit: Double?
  package let setupQuality: Double
  package let marketEnvironment: Double

  package init(
    direction: String, entry: Double?, stopLoss: Double?, takeProfit: Double?, setupQuality: Double, marketEnvironment: Double
  ) {
    self.direction = direction
    self.entry = entry
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
    self.setupQuality = setupQuality
    self.marketEnvironment = marketEnvironment
  }
}

extension AnalysisClaim {
  /// The rule-based analyst's answer passes the same checks as a model's.
  package init(_ analysis: RulesAnalysis) {
    self.init(
      direction: analysis.recommendation.rawValue, entry: analysis.entry, stopLoss: analysis.stopLoss,
      takeProfit: analysis.takeProfit, setupQuality: analysis.setupQuality, marketEnvironment: analysis.marketEnvironment)
  }
}
