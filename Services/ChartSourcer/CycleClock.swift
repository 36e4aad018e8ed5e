import Database
import Messages
import Model
import ServiceKit

/// Plans a cycle at each boundary of each timeframe. Only unstarted boundaries are skipped, with a reason.
struct CycleClock: Worker {
  let name = "cycle-clock"
  let database: Database
  let configuration: ChartSourcerConfiguration
  let time: TimeSource

  func step() async throws -> WorkerOutcome {
    let now = time.now
    for timeframe in configuration.timeframes { try await plan(timeframe, now) }
    return .idle(until: configuration.timeframes.map { $0.boundary(after: now) }.min())
  }

  private func plan(_ timeframe: Timeframe, _ now: Timestamp) async throws {
    let id = CycleID.random()
    try await database.transaction { transaction in
      let cycles = CycleStorage(transaction: transaction)
      switch BoundaryDecision.decide(timeframe, last: try cycles.lastClockBoundary(timeframe, notAfter: now), now: now) {
      case .nothing: return
      case .start(let boundary):
        let plan = CyclePlan(cycleID: id, timeframe: timeframe, start: boundary, symbols: configuration.symbols(of: timeframe))
        _ = try cycles.plan(plan, isManual: false)
      case .skip(let boundary, let message):
        let plan = CyclePlan(cycleID: id, timeframe: timeframe, start: boundary, symbols: configuration.symbols(of: timeframe))
        guard try cycles.plan(plan, isManual: false, status: .skipped, reason: "late: \(message)") else { return }
        let event = CycleSkipped(cycleID: id, timeframe: timeframe, candleClose: plan.candleClose, reason: "late", message: message)
        try transaction.publish(event, Cause(correlationID: id.correlation))
      }
    }
  }
}
