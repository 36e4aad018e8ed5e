import Instance
import Messages
import Messaging
import Model

/// Has a cycle run now and follows it to its end.
struct CycleRunner: Sendable {
  static let interval = Duration.milliseconds(250)
  /// Beyond the cycle's own end, which chart-sourcer keeps.
  static let grace = Duration.seconds(15)

  let bus: Bus
  let time: TimeSource

  /// - Throws: ``CommandFailure`` when it does not end; `BusError`.
  func run(_ timeframe: Timeframe, symbols: [Symbol]?) async throws -> CycleReport {
    let cycle = try await bus.ask(RunCycle(timeframe: timeframe, symbols: symbols), within: .seconds(10)).cycleID
    // Until the first report comes, its end is not known: a cycle lasts one timeframe.
    var deadline = time.now + timeframe.duration + Self.grace
    while time.now < deadline {
      do {
        if let report = try await bus.ask(GetCycle(cycleID: cycle)).cycle {
          if [.completed, .skipped].contains(report.status) { return report }
          deadline = report.endsAt + Self.grace
        }
      } catch let error as BusError where [.timeout, .notLeader].contains(error.code) {
        // It may be restarting; it resumes the cycle then.
      }
      try await Task.sleep(for: Self.interval)
    }
    throw CommandFailure(.failed, "cycle \(cycle) did not end in its time: see the log of chart-sourcer")
  }
}
