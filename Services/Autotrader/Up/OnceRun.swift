import Instance
import Messages
import Messaging
import Model

/// Up to ten cycles, one after the other, until one has opened a trade; then the trade as executor and position-monitor see it.
struct OnceRun: Sendable {
  static let maximumCycles = 10
  /// A candle closes a moment after its boundary.
  static let afterBoundary = Duration.milliseconds(100)

  let plan: UpPlan
  let bus: Bus
  let terminal: Terminal
  let time: TimeSource

  /// - Throws: ``CommandFailure`` `noTrade` after ten cycles without one.
  func run() async throws {
    for number in 1...Self.maximumCycles {
      let report = try await CycleRunner(bus: bus, time: time).run(plan.timeframe, symbols: nil)
      terminal.line()
      for line in CycleStory(report).lines(for: terminal) { terminal.line(line) }
      if report.tradesExecuted > 0 { return try await show(report) }
      if number < Self.maximumCycles {
        let next = plan.timeframe.boundary(after: time.now) + Self.afterBoundary
        terminal.line("  no trade in cycle \(number) of \(Self.maximumCycles); the next candle closes in \((next - time.now).text)")
        try await Task.sleep(for: next - time.now)
      }
    }
    throw CommandFailure(.noTrade, "no cycle of \(Self.maximumCycles) found a trade")
  }

  private func show(_ report: CycleReport) async throws {
    let trades = try await trades(of: report)
    let positions = try await bus.ask(ListPositions()).positions
    terminal.line()
    TradeTable.make(trades).write(to: terminal)
    let tracked = positions.filter { position in trades.contains { $0.tradeID == position.tradeID } }
    if !tracked.isEmpty {
      terminal.line()
      PositionTable.make(tracked).write(to: terminal)
    }
    if let keep = plan.keep { try await KeepWatch(bus: bus, terminal: terminal, time: time).wait(keep, trades: trades.map(\.tradeID)) }
  }

  /// The executor commits a trade before it publishes it, so the answer is there; a moment is allowed for the report to be ahead.
  private func trades(of report: CycleReport) async throws -> [Trade] {
    let deadline = time.now + .seconds(5)
    while true {
      let trades = try await listTrades().filter { $0.cycleID == report.cycleID && [.open, .closed].contains($0.status) }
      if !trades.isEmpty { return trades }
      guard time.now < deadline else {
        throw CommandFailure(.failed, "cycle \(report.cycleID) reports \(report.tradesExecuted) trades, the executor none")
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// None while the executor is restarting: the caller asks again.
  private func listTrades() async throws -> [Trade] {
    do {
      return try await bus.ask(ListTrades(limit: 200)).trades
    } catch let error as BusError where [.timeout, .notLeader].contains(error.code) {
      return []
    }
  }
}
