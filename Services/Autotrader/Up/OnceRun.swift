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
  let books: BooksCheck
  let terminal: Terminal
  let time: TimeSource

  /// - Throws: ``CommandFailure`` `noTrade` after ten cycles without one.
  func run() async throws {
    for number in 1...Self.maximumCycles {
      let report = try await CycleRunner(bus: bus, time: time).run(plan.timeframe, symbols: nil)
      terminal.line()
      for line in CycleStory(report).lines(for: terminal) { terminal.line(line) }
      let trades = try await settledTrades(of: report)
      if !trades.isEmpty { return try await show(trades) }
      if number < Self.maximumCycles {
        let next = plan.timeframe.boundary(after: time.now) + Self.afterBoundary
        terminal.line("  no trade in cycle \(number) of \(Self.maximumCycles); the next candle closes in \((next - time.now).text)")
        try await Task.sleep(for: next - time.now)
      }
    }
    throw CommandFailure(.noTrade, "no cycle of \(Self.maximumCycles) found a trade")
  }

  private func show(_ trades: [Trade]) async throws {
    let positions = try await bus.ask(ListPositions()).positions
    terminal.line()
    TradeTable.make(trades).write(to: terminal)
    let tracked = positions.filter { position in trades.contains { $0.tradeID == position.tradeID } }
    if !tracked.isEmpty {
      terminal.line()
      PositionTable.make(tracked).write(to: terminal)
    }
    if let keep = plan.keep {
      try await KeepWatch(bus: bus, books: books, terminal: terminal, time: time)
        .wait(keep, trades: trades.map(\.tradeID), timeframe: plan.timeframe)
    }
  }

  /// The cycle's trades that became positions. An entry in flight at the cycle's end is waited for: neither another cycle nor the verdict
  /// "no trade" may come while one is still being entered.
  private func settledTrades(of report: CycleReport) async throws -> [Trade] {
    let deadline = time.now + CycleRunner.grace
    while true {
      let listed = try await listTrades()
      let trades = (listed ?? []).filter { $0.cycleID == report.cycleID }
      let positions = trades.filter { [.open, .closed].contains($0.status) }
      let isSettled = listed != nil && !trades.contains { $0.status == .pending } && positions.count >= report.tradesExecuted
      if isSettled { return positions }
      guard time.now < deadline else {
        throw CommandFailure(
          .failed, "cycle \(report.cycleID) has ended, but its entries have not within \(CycleRunner.grace.text): see the log of executor")
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// nil while the executor is restarting: the caller asks again.
  private func listTrades() async throws -> [Trade]? {
    do {
      return try await bus.ask(ListTrades(limit: 200)).trades
    } catch let error as BusError where [.timeout, .notLeader].contains(error.code) {
      return nil
    }
  }
}
