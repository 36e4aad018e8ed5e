import Messages
import Model
import TradingRules

/// Checks a model's answer against the candles and computes its confidence. The model states the parts; the sum, the ratio and the verdict
/// are ours.
package enum AnswerJudge {
  package static func judge(
    _ answer: ModelAnswer, _ question: Question, _ call: AnsweredCall, _ subject: AnalysisSubject,
    readingLimit: Double = ReadingScore.defaultLimit
  ) -> ModelAnalysis {
    let reading = ReadingScore(
      answer.reading, symbol: subject.chart.symbol, timeframe: subject.chart.timeframe, candles: subject.candles)
    let checks = AnalysisChecks.check(answer.claim, candles: subject.candles) + [reading.outcome(limit: readingLimit)]
    let ratio = ratio(answer)
    return ModelAnalysis(
      answer: answer, content: call.content, model: question.model.name, answeredBy: call.answeredBy, prompt: question.prompt.label,
      promptVersionID: question.prompt.id, parameters: question.parameters, imageHash: question.imageHash, callID: call.callID,
      requestID: call.requestID, latencyMilliseconds: call.latencyMilliseconds, usage: call.usage, costDollars: call.cost,
      costIsEstimate: call.costIsEstimate, isNew: call.isNew, reading: reading, checks: checks,
      confidence: checks.allPassed ? confidence(answer, ratio) : nil, riskRewardRatio: ratio)
  }

  /// Reward over risk of the levels; nil for a hold and for levels that have none.
  private static func ratio(_ answer: ModelAnswer) -> Double? {
    guard Recommendation(rawValue: answer.direction)?.side != nil, let entry = answer.entry, let stop = answer.stopLoss,
      let target = answer.takeProfit
    else { return nil }
    let ratio = abs(target - entry) / abs(entry - stop)
    return ratio.isFinite ? (ratio * 1000).rounded() / 1000 : nil
  }

  private static func confidence(_ answer: ModelAnswer, _ ratio: Double?) -> Double? {
    do {
      return try Confidence.score(
        setupQuality: answer.setupQuality, riskRewardRatio: ratio ?? 0, marketEnvironment: answer.marketEnvironment)
    } catch {
      // Parts out of range have failed a check already; without a confidence nothing is traded.
      return nil
    }
  }

  /// - Returns: nil without a confidence, or when the candles have no range.
  package static func summary(_ analysis: ModelAnalysis, _ subject: AnalysisSubject) -> AnalysisSummary? {
    guard let recommendation = Recommendation(rawValue: analysis.answer.direction), let confidence = analysis.confidence,
      let range = Price(nearest: Indicators.atr(subject.candles).last ?? .nan)
    else { return nil }
    let answer = analysis.answer
    func price(_ value: Double?) -> Price? { recommendation.side == nil ? nil : value.flatMap { Price(nearest: $0) } }
    return AnalysisSummary(
      analysisID: subject.id, symbol: subject.chart.symbol, timeframe: subject.chart.timeframe, candleClose: subject.chart.candleClose,
      recommendation: recommendation, confidence: confidence, setupQuality: answer.setupQuality,
      marketEnvironment: answer.marketEnvironment, riskRewardRatio: analysis.riskRewardRatio, entryPrice: price(answer.entry),
      stopLoss: price(answer.stopLoss), takeProfit: price(answer.takeProfit), averageTrueRange: range, pattern: answer.pattern,
      reasoning: answer.reasoning, imageHash: subject.chart.imageHash, promptName: analysis.prompt)
  }
}
