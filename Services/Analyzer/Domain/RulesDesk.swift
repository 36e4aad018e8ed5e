import Messages
import Model
import TradingRules

/// The `rules` analyst: deterministic, without key and network. Its answer passes the same checks as a model's would (DESIGN §6.10).
package struct RulesDesk: Sendable {
  package static let promptName = "rules-1"

  package init() {}

  /// - Parameter candles: closed candles up to the chart's candle close, ascending.
  package func analyze(_ chart: ChartCaptured, candles: [Candle], id: AnalysisID) -> AnalysisOutcome {
    do {
      try candles.validate(chart.timeframe)
    } catch {
      return .rejected(reason: "malformedCandles", message: "\(error)", nil, checks: [])
    }
    guard let last = candles.last, last.openTime + chart.timeframe.duration == chart.candleClose else {
      return .rejected(
        reason: "staleCandles", message: "the newest candle does not close at \(chart.candleClose)", nil, checks: [])
    }
    let analysis: RulesAnalysis
    do {
      analysis = try RulesAnalyst.analyze(candles: candles)
    } catch {
      return .rejected(reason: error.code.rawValue, message: error.message, nil, checks: [])
    }
    let checks = AnalysisChecks.check(AnalysisClaim(analysis), candles: candles)
    if let failure = checks.firstFailure {
      return .rejected(reason: failure.rule.rawValue, message: failure.message, analysis, checks: checks)
    }
    guard let range = Price(nearest: analysis.atr) else {
      return .rejected(reason: "malformedCandles", message: "the ATR is not a price", analysis, checks: checks)
    }
    let summary = AnalysisSummary(
      analysisID: id, symbol: chart.symbol, timeframe: chart.timeframe, candleClose: chart.candleClose,
      recommendation: analysis.recommendation, confidence: analysis.confidence, setupQuality: analysis.setupQuality,
      marketEnvironment: analysis.marketEnvironment,
      riskRewardRatio: analysis.entry == nil ? nil : (analysis.riskRewardRatio * 1000).rounded() / 1000,
      entryPrice: analysis.entry.flatMap { Price(nearest: $0) }, stopLoss: analysis.stopLoss.flatMap { Price(nearest: $0) },
      takeProfit: analysis.takeProfit.flatMap { Price(nearest: $0) }, averageTrueRange: range, pattern: analysis.pattern,
      reasoning: analysis.reasoning, imageHash: chart.imageHash, promptName: Self.promptName)
    return .accepted(summary, analysis, checks: checks)
  }
}
