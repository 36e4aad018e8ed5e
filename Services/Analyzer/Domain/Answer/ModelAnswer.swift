import TradingRules

/// A model's answer in the shape that it was asked for. The values are still only claims: ``AnalysisChecks`` judges them.
package struct ModelAnswer: Hashable, Codable, Sendable {
  package let reading: ChartReading
  /// `up`, `down` or `sideways`.
  package let trend: String
  package let pattern: String
  package let reasoning: String
  /// How it was spelled.
  package let direction: String
  package let entry: Double?
  package let stopLoss: Double?
  package let takeProfit: Double?
  /// 0…1
  package let setupQuality: Double
  /// 0…1
  package let marketEnvironment: Double
  /// What the model says; the ratio that counts is computed from the levels.
  package let riskReward: Double?

  package var claim: AnalysisClaim {
    AnalysisClaim(
      direction: direction, entry: entry, stopLoss: stopLoss, takeProfit: takeProfit, setupQuality: setupQuality,
      marketEnvironment: marketEnvironment)
  }
}
