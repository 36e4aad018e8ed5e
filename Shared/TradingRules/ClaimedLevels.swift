import Model

/// Three positive prices and the market they are meant for: the geometric part of ``AnalysisChecks``.
struct ClaimedLevels {
  let side: Side
  let entry: Double
  let stopLoss: Double
  let takeProfit: Double
  let candles: [Candle]
  let limits: AnalysisLimits

  var outcomes: [CheckOutcome] {
    let atr = Indicators.atr(candles).last ?? 0
    let risk = side.sign * (entry - stopLoss)
    let reward = side.sign * (takeProfit - entry)
    let close = candles.last?.close ?? .nan
    let distance = abs(entry - close) / atr
    let stopDistance = abs(risk) / atr
    let ratio = reward / risk
    return [
      outcome(
        .stopOnLossSide, stopLoss.priceText, "\(below) the entry \(entry.priceText)", risk > 0,
        "the stop of a \(side.rawValue) lies \(below) the entry"),
      outcome(
        .targetOnProfitSide, takeProfit.priceText, "\(above) the entry \(entry.priceText)", reward > 0,
        "the target of a \(side.rawValue) lies \(above) the entry"),
      outcome(
        .entryNearClose, inATR(distance), "≤ \(inATR(limits.maximumEntryDistance))", distance <= limits.maximumEntryDistance,
        "the entry is near the last close \(close.priceText)"),
      outcome(
        .stopNotTooNear, inATR(stopDistance), "≥ \(inATR(limits.minimumStopDistance))",
        stopDistance.isFinite && atLeast(stopDistance, limits.minimumStopDistance), "the stop is outside the usual noise"),
      outcome(
        .stopNotTooFar, inATR(stopDistance), "≤ \(inATR(limits.maximumStopDistance))",
        atLeast(limits.maximumStopDistance, stopDistance), "the stop is within reach of the setup"),
      outcome(
        .riskRewardSane, ratio.text(decimals: 2),
        "\(limits.minimumRiskReward.text(decimals: 2))…\(limits.maximumRiskReward.text(decimals: 2))",
        atLeast(ratio, limits.minimumRiskReward) && atLeast(limits.maximumRiskReward, ratio), "the risk-reward ratio is plausible"),
      levelsNearMarket(atr),
    ]
  }

  private func levelsNearMarket(_ atr: Double) -> CheckOutcome {
    let recent = candles.suffix(limits.rangeLength)
    let low = (recent.map(\.low).min() ?? .nan) - limits.maximumBeyondRange * atr
    let high = (recent.map(\.high).max() ?? .nan) + limits.maximumBeyondRange * atr
    return outcome(
      .levelsNearMarket, "stop \(stopLoss.priceText), target \(takeProfit.priceText)", "\(low.priceText)…\(high.priceText)",
      [entry, stopLoss, takeProfit].allSatisfy { $0 >= low && $0 <= high }, "the levels lie near the recent range")
  }

  private func outcome(_ rule: AnalysisRule, _ value: String, _ limit: String, _ passed: Bool, _ claim: String) -> CheckOutcome {
    CheckOutcome(
      rule: rule, value: value, limit: limit, passed: passed, message: passed ? claim : "not met: \(claim) (\(value), limit \(limit))")
  }

  /// `left ≥ right`, forgiving the last bits: levels come as decimals, and 2.0 × ATR must not fail as 1.9999999999.
  private func atLeast(_ left: Double, _ right: Double) -> Bool { left >= right * (1 - 1e-9) }

  private func inATR(_ distance: Double) -> String { "\(distance.text(decimals: 2)) ATR" }
  private var below: String { side == .buy ? "below" : "above" }
  private var above: String { side == .buy ? "above" : "below" }
}
