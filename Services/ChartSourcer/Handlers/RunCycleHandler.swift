import Database
import Messages
import Model
import ServiceKit

/// Plans a cycle that starts now and lasts one timeframe.
struct RunCycleHandler: RequestHandler {
  let database: Database
  let configuration: ChartSourcerConfiguration
  /// The plan is work for ``CycleStarter``.
  let wakeWorkers: @Sendable () -> Void

  func answer(_ request: RunCycle) async throws -> RunCycle.Reply {
    let id = CycleID.random()
    try await database.transaction { transaction in
      let plan = CyclePlan(
        cycleID: id, timeframe: request.timeframe, start: transaction.now,
        symbols: request.symbols ?? configuration.symbols(of: request.timeframe))
      guard try CycleStorage(transaction: transaction).plan(plan, isManual: true) else {
        throw DatabaseError(.unexpectedValue, "another cycle of \(request.timeframe.rawValue) started in the same microsecond")
      }
    }
    wakeWorkers()
    return RunCycle.Reply(cycleID: id)
  }
}
