import Model

/// Which analyses are worth proposing, and in which order. The same rules live and in backtests.
package enum FilterRules {
  /// Every rule in the order of ``FilterRule``, also after a failure, so that a verdict tells all that speaks against a trade.
  /// What cannot be computed (a `hold`, a missing level, NaN) has not passed.
  package static func evaluate(
    candidate: FilterCandidate, settings: FilterSettings, context: FilterContext
  ) -> [RuleOutcome] {
    let side = candidate.recommendation.side
    let ratio = candidate.riskRewardRatio ?? .nan
    let distance = candidate.stopDistance ?? .nan
    let inATR = candidate.atr > 0 ? distance / candidate.atr : .nan
    let fraction = distance / (candidate.entry ?? .nan)
    let occupied = context.occupiedSymbols.contains(candidate.symbol)
    let allowed = settings.allowedSides.map(\.rawValue).joined(separator: ", ")
    return [
      RuleOutcome(rule: .hasDirection, value: candidate.recommendation.rawValue, limit: "buy or sell", passed: side != nil),
      outcome(.minimumConfidence, candidate.confidence, 3, atLeast: settings.minimumConfidence),
      outcome(.minimumRiskReward, ratio, 2, atLeast: settings.minimumRiskReward),
      outcome(.minimumStopDistance, inATR, 2, atLeast: settings.minimumStopDistance, unit: " ATR"),
      RuleOutcome(
        rule: .maximumStopDistance, value: percent(fraction), limit: "≤ \(percent(settings.maximumStopFraction))",
        passed: fraction > 0 && fraction <= settings.maximumStopFraction * (1 + tolerance)),
      RuleOutcome(
        rule: .symbolFree, value: occupied ? "\(candidate.symbol) is taken" : "\(candidate.symbol) is free",
        limit: "no live or pending trade", passed: !occupied),
      RuleOutcome(
        rule: .sideAllowed, value: side?.rawValue ?? "none", limit: allowed.isEmpty ? "no side" : allowed,
        passed: side.map(settings.allowedSides.contains) ?? false),
    ]
  }

  /// Best first: confidence, then risk-reward, then symbol, then the given order, so that equal inputs rank equally everywhere.
  package static func rank(_ candidates: [FilterCandidate]) -> [FilterCandidate] {
    let keyed = candidates.enumerated().map { index, candidate in
      (confidence: key(candidate.confidence), ratio: key(candidate.riskRewardRatio ?? .nan), index: index, candidate: candidate)
    }
    let sorted = keyed.sorted { left, right in
      if left.confidence != right.confidence { return left.confidence > right.confidence }
      if left.ratio != right.ratio { return left.ratio > right.ratio }
      if left.candidate.symbol != right.candidate.symbol { return left.candidate.symbol < right.candidate.symbol }
      return left.index < right.index
    }
    return sorted.map(\.candidate)
  }

  /// Forgives the last bits of a computed ratio: 1.5 given as decimals must not fail as 1.4999999999.
  private static let tolerance = 1e-9

  private static func outcome(
    _ rule: FilterRule, _ value: Double, _ decimals: Int, atLeast limit: Double, unit: String = ""
  ) -> RuleOutcome {
    RuleOutcome(
      rule: rule, value: value.isNaN ? "unknown" : value.text(decimals: decimals) + unit,
      limit: "≥ \(limit.text(decimals: decimals))\(unit)", passed: value.isFinite && value >= limit * (1 - tolerance))
  }

  private static func percent(_ fraction: Double) -> String {
    fraction.isNaN ? "unknown" : "\((fraction * 100).text(decimals: 2)) %"
  }

  /// NaN sorts last; `sorted` needs a strict order.
  private static func key(_ value: Double) -> Double { value.isNaN ? -.infinity : value }
}
