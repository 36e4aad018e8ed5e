import Messages
import Model
import TradingRules

/// The `rules` analyst: deterministic, without key and network. Its answer passes the same checks as a model's (DESIGN §6.10).
package struct RulesDesk: Analyst {
  package static let promptName = "rules-1"

  package init() {}

  package func analyze(_ subject: AnalysisSubject) -> AnalysisOutcome {
    let (chart, candles) = (subject.chart, subject.candles)
    if let defect = subject.defect { return .rejected(reason: defect.reason, message: defect.message, AnalysisRecord()) }
    let analysis: RulesAnalysis
    do {
      analysis = try RulesAnalyst.analyze(candles: candles)
    } catch {
      return .rejected(reason: error.code.rawValue, message: error.message, AnalysisRecord())
    }
    let checks = AnalysisChecks.check(AnalysisClaim(analysis), candles: candles)
    let record = AnalysisRecord(analysis: analysis, checks: checks)
    if let failure = checks.firstFailure { return .rejected(reason: failure.rule.rawValue, message: failure.message, record) }
    guard let range = Price(nearest: analysis.atr) else {
      return .rejected(reason: "malformedCandles", message: "the ATR is not a price", record)
    }
    let summary = AnalysisSummary(
      analysisID: subject.id, symbol: chart.symbol, timeframe: chart.timeframe, candleClose: chart.candleClose,
      recommendation: analysis.recommendation, confidence: analysis.confidence, setupQuality: analysis.setupQuality,
      marketEnvironment: analysis.marketEnvironment,
      riskRewardRatio: analysis.entry == nil ? nil : (analysis.riskRewardRatio * 1000).rounded() / 1000,
      entryPrice: analysis.entry.flatMap { Price(nearest: $0) }, stopLoss: analysis.stopLoss.flatMap { Price(nearest: $0) },
      takeProfit: analysis.takeProfit.flatMap { Price(nearest: $0) }, averageTrueRange: range, pattern: analysis.pattern,
      reasoning: analysis.reasoning, imageHash: chart.imageHash, promptName: Self.promptName)
    return .accepted(summary, record)
  }
}
