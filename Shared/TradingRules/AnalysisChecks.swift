import Model

/// Checks a claimed analysis against the candles it was made from (invariant 10). It trades only if every outcome passed.
package enum AnalysisChecks {
  /// All rules in the order of ``AnalysisRule``. The list ends early only where the rest has no meaning: after an unknown direction
  /// or numbers out of range, and after the scores of a `hold`, whose levels nobody uses.
  package static func check(
    _ claim: AnalysisClaim, candles: [Candle], limits: AnalysisLimits = AnalysisLimits()
  ) -> [CheckOutcome] {
    var outcomes = [direction(claim), scores(claim)]
    guard let recommendation = Recommendation(rawValue: claim.direction), let side = recommendation.side, outcomes.allPassed else {
      return outcomes
    }
    outcomes.append(levelsPositive(claim))
    guard let entry = claim.entry, let stopLoss = claim.stopLoss, let takeProfit = claim.takeProfit, outcomes.allPassed else {
      return outcomes
    }
    let levels = ClaimedLevels(side: side, entry: entry, stopLoss: stopLoss, takeProfit: takeProfit, candles: candles, limits: limits)
    return outcomes + levels.outcomes
  }

  private static func direction(_ claim: AnalysisClaim) -> CheckOutcome {
    let known = Recommendation.allCases.map(\.rawValue).joined(separator: ", ")
    let passed = Recommendation(rawValue: claim.direction) != nil
    return CheckOutcome(
      rule: .directionKnown, value: String(claim.direction.prefix(40)), limit: known, passed: passed,
      message: passed ? "the direction is known" : "the direction is none of \(known)")
  }

  private static func scores(_ claim: AnalysisClaim) -> CheckOutcome {
    let passed = [claim.setupQuality, claim.marketEnvironment].allSatisfy { $0 >= 0 && $0 <= 1 }
    return CheckOutcome(
      rule: .scoresInRange, value: "setup \(claim.setupQuality), environment \(claim.marketEnvironment)", limit: "0…1", passed: passed,
      message: passed ? "both scores lie within 0…1" : "a score is outside 0…1")
  }

  private static func levelsPositive(_ claim: AnalysisClaim) -> CheckOutcome {
    let levels = [("entry", claim.entry), ("stop", claim.stopLoss), ("target", claim.takeProfit)]
    let bad = levels.first { !(($0.1 ?? 0) > 0 && ($0.1 ?? 0).isFinite) }
    let value = levels.map { "\($0.0) \($0.1.map { "\($0)" } ?? "missing")" }.joined(separator: ", ")
    return CheckOutcome(
      rule: .levelsPositive, value: value, limit: "finite and above 0", passed: bad == nil,
      message: bad.map { "the \($0.0) is missing or not a positive number" } ?? "the levels are positive numbers")
  }
}
