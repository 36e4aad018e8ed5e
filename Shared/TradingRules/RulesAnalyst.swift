import Model

/// The analyst that needs no key: a trend-following reading of the candles, the same answer for the same candles.
///
/// It trades with the trend (EMA20 beyond EMA50, EMA50 moving) after a pullback to EMA20 or on a breakout of the last 20 candles,
/// if the last candle has momentum and RSI is not extreme. Everything else is `hold`, with the missing condition named.
package enum RulesAnalyst {
  /// - Throws: ``TradingRulesError`` with `tooFewCandles`, or `malformedCandles` naming the first candle that cannot be real.
  package static func analyze(
    candles: [Candle], parameters: RulesParameters = RulesParameters()
  ) throws(TradingRulesError) -> RulesAnalysis {
    let needed = max(parameters.minimumCandles, MarketReading.levelLength + 1)
    guard candles.count >= needed else {
      throw TradingRulesError(.tooFewCandles, "\(candles.count) candles, \(needed) are needed")
    }
    for candle in candles {
      if let defect = candle.defect { throw TradingRulesError(.malformedCandles, "candle \(candle.openTime): \(defect)") }
    }
    let draft = AnalysisDraft(reading: MarketReading(candles), parameters: parameters)
    guard !draft.isFlat else { return draft.flat() }
    guard let side = draft.trend else { return draft.hold(nil, "no trend: \(draft.trendText)") }
    guard let pattern = draft.pattern(side) else { return draft.hold(side, draft.missingPatternText(side)) }
    if let objection = draft.objection(side) { return draft.hold(side, objection) }
    return try draft.decide(side, pattern)
  }
}
