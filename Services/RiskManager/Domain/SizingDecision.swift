import Messages
import Model
import TradingRules

/// What becomes of one signal: a proposal with its arithmetic, or the reason for none. Pure.
package enum SizingDecision: Sendable, Equatable {
  /// `margin`: what must be free for the entry, fees included.
  case propose(TradeProposal, margin: Money, steps: [Sizing.Step])
  case decline(reason: String, message: String, steps: [Sizing.Step])

  package var steps: [Sizing.Step] {
    switch self {
    case .propose(_, _, let steps), .decline(_, _, let steps): steps
    }
  }

  /// - Parameters:
  ///   - facts: nil when the exchange does not trade the symbol.
  ///   - occupied: symbols with a reserved or live trade.
  ///   - openRisk: what those trades may lose together.
  ///   - promisedMargin: held by entries that the wallet may not show yet.
  ///   - stop: why trading does not run.
  package static func decide(
    _ signal: RankedSignal, id: ProposalID, facts: SizingFacts?, occupied: Set<Symbol>, openRisk: Money, promisedMargin: Money,
    limits: RiskLimits, stop: TradingStop? = nil, now: Timestamp
  ) -> SizingDecision {
    let analysis = signal.analysis
    func decline(_ reason: String, _ message: String) -> SizingDecision { .decline(reason: reason, message: message, steps: []) }
    guard now < signal.approveBy else { return decline("expired", "the cycle's time for proposals ended at \(signal.approveBy)") }
    if let stop { return decline(stop.reason, stop.message) }
    guard let facts else { return decline("noInstrument", "the exchange does not trade \(analysis.symbol)") }
    guard occupied.count < limits.slots else { return decline("noFreeSlot", "\(occupied.count) of \(limits.slots) slots are taken") }
    guard !occupied.contains(analysis.symbol) else { return decline("symbolTaken", "\(analysis.symbol) has a reserved or live trade") }
    guard let side = analysis.recommendation.side, let entry = analysis.entryPrice, let stop = analysis.stopLoss,
      let target = analysis.takeProfit, let ratio = analysis.riskRewardRatio
    else { return decline("noLevels", "the analysis has no complete set of entry, stop and target") }

    // Rounded so that neither the risk grows nor the reward shrinks below what was analysed by more than a tick: the stop towards the
    // entry's far side, the target towards the entry.
    let tick = facts.instrument.tickSize
    let entryPrice = entry.rounded(toMultipleOf: tick, .nearest)
    let stopLoss = stop.rounded(toMultipleOf: tick, side == .buy ? .down : .up)
    let takeProfit = target.rounded(toMultipleOf: tick, side == .buy ? .down : .up)
    guard side == .buy ? takeProfit > entryPrice : takeProfit < entryPrice else {
      return decline("noReward", "rounded to the tick \(tick), the target \(takeProfit) leaves nothing beyond the entry \(entryPrice)")
    }
    let outcome = PositionSizing.size(
      SizingInput(
        side: side, equity: facts.equity, available: facts.available, promisedMargin: promisedMargin, riskFraction: limits.riskFraction,
        entry: entryPrice, stopLoss: stopLoss, instrument: facts.instrument, leverage: limits.leverage, openRisk: openRisk))
    let steps = outcome.steps.map { Sizing.Step(name: $0.name, value: $0.value) }
    switch outcome {
    case .refused(let refusal): return .decline(reason: refusal.code.rawValue, message: refusal.message, steps: steps)
    case .sized(let result):
      let proposal = TradeProposal(
        proposalID: id, cycleID: signal.cycleID, analysisID: analysis.analysisID, symbol: analysis.symbol, timeframe: signal.timeframe,
        side: side, quantity: result.quantity, entryPrice: entryPrice, stopLoss: stopLoss, takeProfit: takeProfit,
        averageTrueRange: analysis.averageTrueRange, leverage: result.leverage, notional: result.notional, riskAmount: result.riskAmount,
        riskRewardRatio: ratio, confidence: analysis.confidence, promptName: analysis.promptName, approveBy: signal.approveBy,
        enterBy: signal.endsAt)
      return .propose(proposal, margin: result.marginWithFees, steps: steps)
    }
  }
}
