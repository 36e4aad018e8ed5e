import Database
import Messages
import Model
import ServiceKit
import TradingRules

/// Ranks a cycle when every analysis is in, or when `analysisBy` has come.
struct CycleRanker: Worker {
  let name = "cycle-ranker"
  let database: Database
  let settings: FilterSettings
  let time: TimeSource

  func step() async throws -> WorkerOutcome {
    try await database.transaction { transaction in
      let cycles = CycleStorage(transaction: transaction)
      guard let cycle = try cycles.nextComplete() else { return .idle(until: try cycles.nextDeadline()) }
      let ranking = Ranking(
        symbols: cycle.symbols, outcomes: try cycles.outcomes(cycle.cycleID),
        occupied: try LiveTradeStorage(transaction: transaction).occupiedSymbols(), settings: settings)
      try cycles.save(ranking, of: cycle.cycleID)
      let event = SignalsRanked(
        cycleID: cycle.cycleID, timeframe: cycle.timeframe, approveBy: cycle.approveBy, endsAt: cycle.endsAt, signals: ranking.signals,
        rejected: ranking.rejected)
      try transaction.publish(
        event, Cause(correlationID: cycle.cycleID.correlation, causationID: cycle.causedBy), actBefore: cycle.approveBy)
      return .worked
    }
  }
}
