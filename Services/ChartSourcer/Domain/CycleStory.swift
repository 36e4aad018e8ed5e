import Messages
import Model

/// How each event of the pipeline reads in its cycle's story.
package enum CycleStory {
  package static func analysisCompleted(_ event: AnalysisCompleted, at: Timestamp) -> StoryUpdate {
    let analysis = event.analysis
    let detail = "\(analysis.recommendation.rawValue), confidence \(analysis.confidence): \(analysis.reasoning)"
    return update(event.cycleID, .analysis, analysis.symbol, .done, detail, analysis.analysisID.description, at)
  }

  package static func analysisFailed(_ event: AnalysisFailed, at: Timestamp) -> StoryUpdate {
    let outcome: CycleStep.Outcome = event.reason == "expired" ? .expired : .failed
    return update(event.cycleID, .analysis, event.symbol, outcome, "\(event.reason): \(event.message)", nil, at)
  }

  package static func signalsRanked(_ event: SignalsRanked, at: Timestamp) -> StoryUpdate {
    var steps = event.signals.enumerated().map { rank, signal in
      CycleStep(
        name: .filter, symbol: signal.symbol, outcome: .done, detail: "rank \(rank + 1), confidence \(signal.confidence)",
        reference: signal.analysisID.description, at: at)
    }
    steps += event.rejected.map {
      CycleStep(name: .filter, symbol: $0.symbol, outcome: .declined, detail: "\($0.rule): \($0.message)", at: at)
    }
    return StoryUpdate(event.cycleID, steps, signals: event.signals.map(\.symbol), state: .ranked, isRanked: true)
  }

  package static func tradeProposed(_ event: TradeProposed, at: Timestamp) -> StoryUpdate {
    let proposal = event.proposal
    let detail =
      "\(proposal.side.rawValue) \(proposal.quantity) at \(proposal.entryPrice), stop \(proposal.stopLoss), target \(proposal.takeProfit), risk \(proposal.riskAmount) USDT"
    return update(proposal.cycleID, .sizing, proposal.symbol, .done, detail, proposal.proposalID.description, at, .proposed)
  }

  package static func tradeDeclined(_ event: TradeDeclined, at: Timestamp) -> StoryUpdate {
    let outcome: CycleStep.Outcome = event.reason == "expired" ? .expired : .declined
    return update(event.cycleID, .sizing, event.symbol, outcome, "\(event.reason): \(event.message)", nil, at, .declined)
  }

  package static func tradeConfirmed(_ event: TradeConfirmed, at: Timestamp) -> StoryUpdate {
    let proposal = event.proposal
    let detail = "approved by \(event.decidedBy) (\(event.channel.rawValue))"
    return update(proposal.cycleID, .confirmation, proposal.symbol, .done, detail, proposal.proposalID.description, at, .confirmed)
  }

  package static func tradeRejected(_ event: TradeRejected, at: Timestamp) -> StoryUpdate {
    let detail = "\(event.reason) (\(event.decidedBy), \(event.channel.rawValue))"
    return update(event.cycleID, .confirmation, event.symbol, .declined, detail, event.proposalID.description, at, .rejected)
  }

  package static func tradeExpired(_ event: TradeExpired, at: Timestamp) -> StoryUpdate {
    update(event.cycleID, .confirmation, event.symbol, .expired, event.message, event.proposalID.description, at, .expired)
  }

  /// An adopted position belongs to no cycle.
  package static func tradeOpened(_ event: TradeOpened, at: Timestamp) -> StoryUpdate {
    if event.adoption != nil { return StoryUpdate(event.cycleID, []) }
    let detail =
      "\(event.side.rawValue) \(event.quantity) filled at \(event.entryPrice), stop \(event.stopLoss) and target \(event.takeProfit) read back after \(event.unprotectedMilliseconds) ms"
    return update(event.cycleID, .execution, event.symbol, .done, detail, event.tradeID.description, at, .opened)
  }

  package static func tradeFailed(_ event: TradeFailed, at: Timestamp) -> StoryUpdate {
    let outcome: CycleStep.Outcome = event.reason == "expired" ? .expired : .failed
    return update(
      event.cycleID, .execution, event.symbol, outcome, "\(event.reason): \(event.message)", event.tradeID.description, at, .failed)
  }

  private static func update(
    _ cycleID: CycleID, _ name: CycleStep.Name, _ symbol: Symbol, _ outcome: CycleStep.Outcome, _ detail: String, _ reference: String?,
    _ at: Timestamp, _ state: StoryUpdate.SignalState? = nil
  ) -> StoryUpdate {
    let step = CycleStep(name: name, symbol: symbol, outcome: outcome, detail: detail, reference: reference, at: at)
    return StoryUpdate(cycleID, [step], signals: state == nil ? [] : [symbol], state: state)
  }
}
