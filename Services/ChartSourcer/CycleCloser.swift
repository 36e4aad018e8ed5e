import Database
import Logging
import Messages
import Model
import ServiceKit

/// Completes a cycle when every signal has ended or when its time is up, with the story of each step.
struct CycleCloser: Worker {
  let name = "cycle-closer"
  let database: Database
  let logger: Logger

  func step() async throws -> WorkerOutcome {
    let (outcome, completed) = try await completeNext()
    if let completed {
      logger.info(
        "cycle completed",
        metadata: [
          "correlation.id": "\(completed.cycleID)", "timeframe": "\(completed.timeframe.rawValue)", "proposals": "\(completed.proposals)",
          "trades": "\(completed.tradesExecuted)",
        ])
    }
    return outcome
  }

  private func completeNext() async throws -> (WorkerOutcome, CycleCompleted?) {
    try await database.transaction { transaction in
      let cycles = CycleStorage(transaction: transaction)
      let stories = StoryStorage(transaction: transaction)
      guard let cycle = try cycles.nextFinished() else { return (.idle(until: try cycles.nextEnd()), nil) }
      let unfinished = try stories.unfinished(cycle.cycleID).map {
        CycleStep(
          name: .execution, symbol: $0, outcome: .expired, detail: "not at its end when the cycle was; what becomes of it follows",
          at: transaction.now)
      }
      try stories.apply(StoryUpdate(cycle.cycleID, unfinished))
      try cycles.complete(cycle.cycleID)
      let (proposals, trades) = try stories.counts(cycle.cycleID)
      let event = CycleCompleted(
        cycleID: cycle.cycleID, timeframe: cycle.timeframe, candleClose: cycle.candleClose, steps: try stories.steps(cycle.cycleID),
        proposals: proposals, tradesExecuted: trades)
      try transaction.publish(event, Cause(correlationID: cycle.cycleID.correlation))
      return (.worked, event)
    }
  }
}
