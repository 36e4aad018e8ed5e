/// How much an analysis is worth acting on, 0…1 (DESIGN §7). The same formula for rules and for models: a model states its parts,
/// never the sum.
package enum Confidence {
  package static let setupWeight = 0.40
  package static let riskRewardWeight = 0.25
  package static let environmentWeight = 0.35
  /// The ratio that earns the full risk-reward score.
  package static let defaultRiskRewardCap = 3.0

  /// min(ratio / cap, 1).
  /// - Throws: ``TradingRulesError`` if the ratio is negative or not finite, or the cap is not positive.
  package static func riskRewardScore(_ ratio: Double, cap: Double = defaultRiskRewardCap) throws(TradingRulesError) -> Double {
    guard ratio.isFinite, ratio >= 0 else { throw TradingRulesError(.invalidInput, "risk-reward ratio \(ratio) is not 0 or more") }
    guard cap.isFinite, cap > 0 else { throw TradingRulesError(.invalidInput, "risk-reward cap \(cap) is not above 0") }
    return min(ratio / cap, 1)
  }

  /// Rounded to three decimals.
  /// - Throws: as ``score(setupQuality:riskRewardScore:marketEnvironment:)`` and ``riskRewardScore(_:cap:)``.
  package static func score(
    setupQuality: Double, riskRewardRatio: Double, marketEnvironment: Double, riskRewardCap: Double = defaultRiskRewardCap
  ) throws(TradingRulesError) -> Double {
    try score(
      setupQuality: setupQuality, riskRewardScore: riskRewardScore(riskRewardRatio, cap: riskRewardCap),
      marketEnvironment: marketEnvironment)
  }

  /// Rounded to three decimals.
  /// - Throws: ``TradingRulesError`` if a part is outside 0…1 or NaN. It is not clamped: a model that answers 85 for 0.85 must not
  ///   turn into full confidence.
  package static func score(
    setupQuality: Double, riskRewardScore: Double, marketEnvironment: Double
  ) throws(TradingRulesError) -> Double {
    let parts = [("setup quality", setupQuality), ("risk-reward score", riskRewardScore), ("market environment", marketEnvironment)]
    for (name, value) in parts where !(value >= 0 && value <= 1) {
      throw TradingRulesError(.invalidInput, "\(name) \(value) is not within 0…1")
    }
    let sum = setupWeight * setupQuality + riskRewardWeight * riskRewardScore + environmentWeight * marketEnvironment
    return (sum * 1000).rounded() / 1000
  }
}
