import Instance
import Messages
import Model
import Testing

@testable import Autotrader

@Suite struct PipelineTimingsTests {
  private let boundary = Timestamp(milliseconds: 1_700_000_000_000)

  @Test(arguments: [(0.5, 5.0), (0.95, 10.0), (0.99, 10.0), (0.1, 1.0), (0.0, 1.0)])
  func aPercentileIsTheNearestRank(_ share: Double, _ value: Double) {
    #expect(PipelineTimings.percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], share) == value)
  }

  @Test func nothingHasNoPercentile() { #expect(PipelineTimings.percentile([], 0.5) == nil) }

  /// Two cycles a minute apart, each with two charts and one order.
  private func timings() -> PipelineTimings {
    var timings = PipelineTimings()
    for (number, late) in [(0, 0), (1, 10)] {
      let cycle = CycleID.random().correlation
      let start = boundary + .seconds(60 * number)
      timings.begin(cycle, boundary: start)
      timings.add(CycleStarted.topic, of: cycle, at: start + .milliseconds(10 + late))
      timings.add(ChartCaptured.topic, of: cycle, at: start + .milliseconds(20 + late))
      timings.add(ChartCaptured.topic, of: cycle, at: start + .milliseconds(50 + late))
      timings.add(OrderPlaced.topic, of: cycle, at: start + .milliseconds(100 + late))
      timings.add(TradeClosed.topic, of: cycle, at: start + .milliseconds(500))
      timings.add(OrderPlaced.topic, of: CycleID.random().correlation, at: start)
    }
    return timings
  }

  @Test func eachStepCountsFromItsOwnBoundary() {
    let steps = timings().steps
    #expect(steps.map(\.step) == ["cycle.started", "chart.captured", "order.placed"])
    #expect(steps.map(\.count) == [2, 4, 2])
    #expect(steps.map(\.millisecondsP50) == [10, 30, 100])
    #expect(steps.map(\.millisecondsP95) == [20, 60, 110])
    #expect(steps.map(\.lastMillisecondsP50) == [10, 50, 100])
  }

  @Test func theReportSaysWhereTheTimeGoes() throws {
    let report = try #require(
      PipelineReport(timings(), cycles: 2, symbols: 2, commits: [30, 20, 25], commitMilliseconds: [2, 1, 3]))
    #expect(report.millisecondsP50 == 100 && report.millisecondsP99 == 110)
    #expect(report.commits == 25 && report.commitMillisecondsP50 == 2 && report.orders == 2)
    #expect(
      report.summary
        == "Of 100.0 ms: 70.0 ms (70 %) until order.placed, 20.0 ms (20 %) until chart.captured, 10.0 ms (10 %) until cycle.started. "
        + "25 commits of 2.0 ms, one after the other, would be 50.0 ms.")
    #expect(PipelineReport(PipelineTimings(), cycles: 2, symbols: 2, commits: [], commitMilliseconds: []) == nil)
  }

  @Test func theSystemThatIsMeasuredTradesAllItsSymbolsAtOnce() throws {
    let command = try #require(try AutotraderCommand.parseAsRoot(["bench", "pipeline", "--symbols", "200"]) as? BenchPipelineCommand)
    let plan = try command.plan(root: "/r")
    #expect(Set(plan.symbols).count == 200)
    #expect(plan.approvesAutomatically && plan.timeframes == [.fiveSeconds])
    for wrong in [["--cycles", "0"], ["--symbols", "501"], ["--base-port", "1"]] {
      #expect(throws: (any Error).self) { try AutotraderCommand.parseAsRoot(["bench", "pipeline"] + wrong) }
    }
  }
}
