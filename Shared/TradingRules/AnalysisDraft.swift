import Model

/// One analysis in the making: the conditions of ``RulesAnalyst`` and the words for them.
struct AnalysisDraft {
  let reading: MarketReading
  let parameters: RulesParameters

  var isFlat: Bool { !(reading.atr > parameters.minimumATRFraction * reading.candle.close) }

  var trend: Side? {
    for side in Side.allCases
    where side.sign * (reading.ema20 - reading.ema50) > 0 && side.sign * reading.slope >= parameters.minimumSlope { return side }
    return nil
  }

  func pattern(_ side: Side) -> RulesPattern? {
    let stretch = reading.stretch(side)
    if reading.breaksOut(side), stretch > 0, stretch <= parameters.maximumBreakoutStretch { return .breakout }
    let touched = reading.pullbackDistance(side) <= parameters.pullbackTolerance
    return touched && stretch > 0 && stretch <= parameters.maximumPullbackStretch ? .trendPullback : nil
  }

  /// What speaks against an entry now; nil if nothing does.
  func objection(_ side: Side) -> String? {
    let strength = reading.relativeStrength(side)
    if strength < parameters.minimumRSI { return "no setup: RSI \(reading.rsi.text(decimals: 1)) is too weak for a \(noun(side))" }
    if strength > parameters.maximumRSI { return "no setup: RSI \(reading.rsi.text(decimals: 1)) is extreme, a \(noun(side)) is late" }
    let momentum = reading.momentum(side)
    guard momentum >= parameters.minimumBodyFraction else {
      return "no setup: no momentum candle, the last body fills \(momentum.text(decimals: 2)) of its range in the direction of a "
        + "\(noun(side)), \(parameters.minimumBodyFraction.text(decimals: 2)) is needed"
    }
    return nil
  }

  /// How clean the entry is: momentum of the last candle, nearness to EMA20 or a fresh breakout, RSI with room left.
  func setupQuality(_ side: Side) -> Double {
    let momentum = unit(reading.momentum(side))
    let location = reading.breaksOut(side) ? 0.8 : unit(1 - max(reading.stretch(side), 0) / (2 * parameters.maximumPullbackStretch))
    let room = unit(1 - abs(reading.relativeStrength(side) - 58) / 30)
    return rounded(0.40 * momentum + 0.30 * location + 0.30 * room)
  }

  /// How much the market helps: spread of the averages, slope, straightness of the move, usual volatility.
  func marketEnvironment(_ side: Side?) -> Double {
    let sign = side?.sign ?? (reading.slope < 0 ? -1 : 1)
    let spread = unit(sign * (reading.ema20 - reading.ema50) / (1.2 * reading.atr))
    let slope = unit(sign * reading.slope / 1.2)
    let volatility = unit(1 - abs(reading.volatilityRatio - 1))
    return rounded(0.30 * spread + 0.30 * slope + 0.20 * unit(reading.efficiency / 0.5) + 0.20 * volatility)
  }

  func decide(_ side: Side, _ pattern: RulesPattern) throws(TradingRulesError) -> RulesAnalysis {
    guard let levels = TradeLevels(reading, side, parameters) else {
      return hold(side, "no setup: ATR \(reading.atr.priceText) is too large for the price \(reading.candle.close.priceText)")
    }
    let quality = setupQuality(side)
    let environment = marketEnvironment(side)
    let score = try Confidence.riskRewardScore(levels.ratio, cap: parameters.riskRewardCap)
    let confidence = try Confidence.score(setupQuality: quality, riskRewardScore: score, marketEnvironment: environment)
    guard confidence >= parameters.minimumConfidence else {
      return hold(
        side,
        "no setup: confidence \(confidence.text(decimals: 3)) of a \(noun(side)) is below "
          + "\(parameters.minimumConfidence.text(decimals: 3)) (setup \(quality.text(decimals: 2)), "
          + "environment \(environment.text(decimals: 2)))", confidence: confidence)
    }
    let distance = abs(levels.entry - levels.stopLoss) / reading.atr
    return RulesAnalysis(
      recommendation: side == .buy ? .buy : .sell, entry: levels.entry, stopLoss: levels.stopLoss, takeProfit: levels.takeProfit,
      atr: reading.atr, setupQuality: quality, riskRewardRatio: levels.ratio, riskRewardScore: score, marketEnvironment: environment,
      confidence: confidence, pattern: pattern.rawValue, keyLevels: reading.keyLevels,
      reasoning: "\(side == .buy ? "Long" : "Short") on a \(pattern.rawValue): \(trendText), RSI \(reading.rsi.text(decimals: 1)). "
        + "Entry \(levels.entry.priceText), stop \(levels.stopLoss.priceText) (\(distance.text(decimals: 1)) ATR), "
        + "target \(levels.takeProfit.priceText) (risk-reward \(levels.ratio.text(decimals: 2))).")
  }

  func flat() -> RulesAnalysis {
    let limit = parameters.minimumATRFraction * reading.candle.close
    return holding(
      "no setup: flat market, ATR \(reading.atr.priceText) is not above \(limit.priceText)", quality: 0, environment: 0, confidence: 0)
  }

  func hold(_ side: Side?, _ reason: String, confidence: Double = 0) -> RulesAnalysis {
    let quality = side.map(setupQuality) ?? 0
    return holding(reason, quality: quality, environment: marketEnvironment(side), confidence: confidence)
  }

  private func holding(_ reason: String, quality: Double, environment: Double, confidence: Double) -> RulesAnalysis {
    RulesAnalysis(
      recommendation: .hold, entry: nil, stopLoss: nil, takeProfit: nil, atr: reading.atr, setupQuality: quality, riskRewardRatio: 0,
      riskRewardScore: 0, marketEnvironment: environment, confidence: confidence, pattern: RulesPattern.none.rawValue,
      keyLevels: reading.keyLevels, reasoning: reason)
  }

  var trendText: String {
    "EMA20 \(reading.ema20.priceText) \(reading.ema20 < reading.ema50 ? "below" : "above") EMA50 \(reading.ema50.priceText), "
      + "EMA50 slope \(reading.slope.text(decimals: 2)) ATR in \(MarketReading.slopeLength) candles"
  }

  func missingPatternText(_ side: Side) -> String {
    let stretch = reading.stretch(side).text(decimals: 1)
    return "no setup: \(side == .buy ? "uptrend" : "downtrend") without a pullback to EMA20 or a breakout of the last "
      + "\(MarketReading.breakoutLength) candles, the close is \(stretch) ATR beyond EMA20"
  }

  private func noun(_ side: Side) -> String { side == .buy ? "long" : "short" }
  private func unit(_ value: Double) -> Double { min(max(value, 0), 1) }
  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
