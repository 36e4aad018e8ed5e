import Database
import Logging
import Messages
import Model
import ServiceKit

/// Starts planned cycles: step 0 (is a slot free?), step 1 (is there a fresh analysis already?), then the charts.
struct CycleStarter: Worker {
  let name = "cycle-starter"
  let database: Database
  let questions: any CycleQuestions
  let time: TimeSource
  let logger: Logger

  func step() async throws -> WorkerOutcome {
    guard let plan = try await database.transaction({ try CycleStorage(transaction: $0).nextPlanned() }) else { return .idle }
    let now = time.now
    guard TimeWindow(start: plan.boundary, end: plan.analysisBy).isOpen(at: now) else {
      if now < plan.boundary {
        try await skip(plan, "clockSetBack", "the clock was set back to \(now), before the cycle's start")
      } else {
        try await skip(plan, "notAnswered", "step 0 and 1 had no answer before \(plan.analysisBy)")
      }
      return .worked
    }
    do {
      let slots = try await questions.slots()
      if let reason = slots.stopReason {
        try await skip(plan, reason, slots.stopMessage ?? "trading does not run")
        return .worked
      }
      guard slots.occupied < slots.limit else {
        try await skip(
          plan, "noFreeSlot",
          "\(slots.occupied) of \(slots.limit) slots are taken: \(slots.symbols.map(\.description).joined(separator: ", "))")
        return .worked
      }
      try await start(plan, slots, try await questions.freshAnalyses(plan))
      logger.info(
        "cycle started",
        metadata: [
          "correlation.id": "\(plan.cycleID)", "timeframe": "\(plan.timeframe.rawValue)", "candle.close": "\(plan.candleClose)",
          "symbols": "\(plan.symbols.count)",
        ])
      return .worked
    } catch {
      logger.warning("cycle waits", metadata: ["correlation.id": "\(plan.cycleID)", "error": "\(error)"])
      return .idle(until: time.now + .milliseconds(200))
    }
  }

  private func start(_ plan: CyclePlan, _ slots: CheckSlots.Reply, _ fresh: [AnalysisSummary]) async throws {
    try await database.transaction { transaction in
      guard try CycleStorage(transaction: transaction).start(plan.cycleID) else { return }
      let missing = plan.symbols.filter { symbol in !fresh.contains { $0.symbol == symbol } }
      try ChartStorage(transaction: transaction).add(plan.cycleID, missing)
      try StoryStorage(transaction: transaction).apply(
        StoryUpdate(
          plan.cycleID,
          [
            CycleStep(name: .slots, outcome: .done, detail: "\(slots.occupied) of \(slots.limit) slots taken", at: transaction.now),
            CycleStep(
              name: .freshData, outcome: .done, detail: "\(fresh.count) of \(plan.symbols.count) analyses are fresh already",
              at: transaction.now),
          ]))
      let event = CycleStarted(
        cycleID: plan.cycleID, timeframe: plan.timeframe, candleClose: plan.candleClose, symbols: plan.symbols, reused: fresh,
        analysisBy: plan.analysisBy, approveBy: plan.approveBy, endsAt: plan.endsAt)
      try transaction.publish(event, Cause(correlationID: plan.cycleID.correlation), actBefore: plan.endsAt)
    }
  }

  private func skip(_ plan: CyclePlan, _ reason: String, _ message: String) async throws {
    logger.info("cycle skipped", metadata: ["correlation.id": "\(plan.cycleID)", "reason": "\(reason)"])
    try await database.transaction { transaction in
      guard try CycleStorage(transaction: transaction).skip(plan.cycleID, reason: "\(reason): \(message)") else { return }
      let event = CycleSkipped(
        cycleID: plan.cycleID, timeframe: plan.timeframe, candleClose: plan.candleClose, reason: reason, message: message)
      try transaction.publish(event, Cause(correlationID: plan.cycleID.correlation))
    }
  }
}
