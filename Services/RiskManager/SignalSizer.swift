import Database
import Messages
import Model
import ServiceKit

/// Sizes one signal after the other, best first: asks for the facts, then decides, reserves and publishes in one transaction.
struct SignalSizer: Worker {
  let name = "signal-sizer"
  let database: Database
  let facts: any SizingFactsSource
  let limits: RiskLimits
  let time: TimeSource

  func step() async throws -> WorkerOutcome {
    // Read before any wallet is: a trade that is open by then has its margin in the wallet, every other promise is counted on top.
    let (pending, open) = try await database.transaction {
      (try SizingStorage(transaction: $0).pending(), try ReservationStorage(transaction: $0).openTrades())
    }
    var firstFailure: (any Error)?
    for signal in pending {
      do {
        try await decide(signal, openBefore: open)
        return .worked
      } catch {
        // The facts of one symbol cannot be had: the next signal may have better luck.
        firstFailure = firstFailure ?? error
      }
    }
    if let firstFailure { throw firstFailure }
    return .idle
  }

  private func decide(_ pending: SizingStorage.Pending, openBefore: Set<ProposalID>) async throws {
    let signal = pending.signal
    var known: SizingFacts?
    if time.now < signal.approveBy {
      // Not to be had now: the next step asks again, until the signal's time is up.
      known = try await facts.facts(for: signal.analysis.symbol)
    }
    let (facts, proposalID) = (known, ProposalID.random())
    try await database.transaction { transaction in
      let trading = try TradingStateStorage(transaction: transaction).held()
      let reservations = ReservationStorage(transaction: transaction)
      try reservations.lock()
      let decision = SizingDecision.decide(
        signal, id: proposalID, facts: facts, occupied: try reservations.occupiedSymbols(), openRisk: try reservations.openRisk(),
        promisedMargin: try reservations.margin(except: openBefore), limits: limits, stop: trading.stop, now: transaction.now)
      guard try SizingStorage(transaction: transaction).decide(signal, decision) else { return }
      let cause = Cause(correlationID: signal.cycleID.correlation, causationID: pending.causedBy)
      switch decision {
      case .propose(let proposal, let margin, _):
        try reservations.add(proposal, margin: margin)
        try transaction.publish(
          TradeProposed(proposal: proposal), cause, effectKey: proposal.symbol.description, actBefore: proposal.approveBy)
      case .decline(let reason, let message, _):
        let event = TradeDeclined(
          cycleID: signal.cycleID, analysisID: signal.analysis.analysisID, symbol: signal.analysis.symbol, reason: reason, message: message)
        try transaction.publish(event, cause, effectKey: event.symbol.description)
      }
    }
  }
}
