import Model
import TradingRules

/// Makes one outcome of the members' answers.
enum ModelOutcome {
  static func decide(_ members: [ModelDesk.Member], agreement: Int, _ subject: AnalysisSubject) -> AnalysisOutcome {
    let faults = members.flatMap { member in
      switch member {
      case .answered(_, let faults), .failed(_, let faults): faults
      }
    }
    func record(_ model: ModelAnalysis?, others: [ModelAnalysis] = []) -> AnalysisRecord {
      AnalysisRecord(
        checks: model?.checks ?? [], model: model, others: others.isEmpty ? nil : others, faults: faults.isEmpty ? nil : faults)
    }
    let answers = members.map { member -> ModelAnalysis? in if case .answered(let analysis, _) = member { analysis } else { nil } }
    if members.count == 1 {
      guard let analysis = answers[0] else { return failure(members[0], record(nil)) }
      return outcome(analysis, record(analysis), subject)
    }
    let ballots = answers.map { analysis -> EnsembleVote.Ballot? in
      guard let analysis, analysis.failure == nil, let confidence = analysis.confidence,
        let recommendation = Recommendation(rawValue: analysis.answer.direction)
      else { return nil }
      return EnsembleVote.Ballot(recommendation, confidence: confidence)
    }
    switch EnsembleVote.decide(ballots, agreement: agreement) {
    case .agreed(let chosen):
      guard let analysis = answers[chosen] else { return failure(members[chosen], record(nil)) }
      let others = answers.enumerated().compactMap { $0.offset == chosen ? nil : $0.element }
      return outcome(analysis, record(analysis, others: others), subject)
    case .disagreed(let message):
      let whole = record(nil, others: answers.compactMap { $0 })
      return .rejected(reason: "noAgreement", message: message, whole)
    }
  }

  private static func failure(_ member: ModelDesk.Member, _ record: AnalysisRecord) -> AnalysisOutcome {
    guard case .failed(let fault, _) = member else {
      return .rejected(reason: "noAnswer", message: "the model's answer was lost", record)
    }
    let path = record.faults?.map(\.model) ?? []
    let tried = Set(path).count > 1 ? " (tried \(path.joined(separator: ", ")))" : ""
    return .rejected(reason: fault.code.rawValue, message: fault.message + tried, record)
  }

  private static func outcome(_ analysis: ModelAnalysis, _ record: AnalysisRecord, _ subject: AnalysisSubject) -> AnalysisOutcome {
    if let failure = analysis.failure { return .rejected(reason: failure.rule.rawValue, message: failure.message, record) }
    guard let summary = AnswerJudge.summary(analysis, subject) else {
      return .rejected(reason: "malformedCandles", message: "the candles have no average range", record)
    }
    return .accepted(summary, record)
  }
}
