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

  /// Two cycles a minute apart, each with two charts and one order: of the symbol whose chart came first.
  private func timings() throws -> PipelineTimings {
    var timings = PipelineTimings()
    let (traded, other) = (try #require(Symbol("BTCUSDT")), try #require(Symbol("ETHUSDT")))
    for (number, late) in [(0, 0), (1, 10)] {
      let cycle = CycleID.random().correlation
      let start = boundary + .seconds(60 * number)
      timings.begin(cycle, boundary: start)
      timings.add(CycleStarted.topic, of: cycle, symbol: nil, at: start + .milliseconds(10 + late))
      timings.add(ChartCaptured.topic, of: cycle, symbol: traded, at: start + .milliseconds(20 + late))
      timings.add(ChartCaptured.topic, of: cycle, symbol: other, at: start + .milliseconds(50 + late))
      timings.add(AnalysisCompleted.topic, of: cycle, symbol: traded, at: start + .milliseconds(60 + late))
      timings.add(SignalsRanked.topic, of: cycle, symbol: nil, at: start + .milliseconds(70 + late))
      timings.add(TradeProposed.topic, of: cycle, symbol: traded, at: start + .milliseconds(80 + late))
      timings.add(TradeConfirmed.topic, of: cycle, symbol: traded, at: start + .milliseconds(90 + late))
      timings.add(OrderPlaced.topic, of: cycle, symbol: traded, at: start + .milliseconds(100 + late))
      timings.add(TradeClosed.topic, of: cycle, symbol: traded, at: start + .milliseconds(500))
      timings.add(OrderPlaced.topic, of: CycleID.random().correlation, symbol: traded, at: start)
    }
    return timings
  }

  @Test func eachStepCountsFromItsOwnBoundary() throws {
    let steps = try timings().steps
    #expect(
      steps.map(\.step) == [
        "cycle.started", "chart.captured", "analysis.completed", "signals.ranked", "trade.proposed", "trade.confirmed", "order.placed",
      ])
    #expect(steps.map(\.count) == [2, 4, 2, 2, 2, 2, 2])
    #expect(steps.map(\.millisecondsP50) == [10, 30, 60, 70, 80, 90, 100])
    #expect(steps.map(\.millisecondsP95) == [20, 60, 70, 80, 90, 100, 110])
    #expect(steps.map(\.lastMillisecondsP50) == [10, 50, 60, 70, 80, 90, 100])
  }

  @Test func theReportSaysWhereTheTimeGoes() throws {
    let report = try #require(
      PipelineReport(try timings(), cycles: 2, symbols: 2, commits: [30, 20, 25], commitMilliseconds: [2, 1, 3]))
    #expect(report.millisecondsP50 == 100 && report.millisecondsP99 == 110)
    #expect(report.commits == 25 && report.commitMillisecondsP50 == 2 && report.orders == 2)
    #expect(
      report.summary
        == "Mean of an order, 105.0 ms: 15.0 ms (14 %) until cycle.started, 10.0 ms (10 %) until chart.captured, "
        + "40.0 ms (38 %) until analysis.completed, 10.0 ms (10 %) until signals.ranked, 10.0 ms (10 %) until trade.proposed, "
        + "10.0 ms (9 %) until trade.confirmed, 10.0 ms (9 %) until order.placed. 25 commits of 2.0 ms, one after the other, would be 50.0 ms."
    )
    #expect(PipelineReport(PipelineTimings(), cycles: 2, symbols: 2, commits: [], commitMilliseconds: []) == nil)
  }

  @Test func anOrderWhoseWayWasNotHeardWholeHasNoPartInIt() throws {
    var timings = try timings()
    let (cycle, symbol) = (CycleID.random().correlation, try #require(Symbol("XRPUSDT")))
    timings.begin(cycle, boundary: boundary)
    timings.add(CycleStarted.topic, of: cycle, symbol: nil, at: boundary + .seconds(1))
    timings.add(OrderPlaced.topic, of: cycle, symbol: symbol, at: boundary + .seconds(4))
    #expect(timings.orderChain.map(\.milliseconds) == [15, 10, 40, 10, 10, 10, 10])
    #expect(PipelineTimings().orderChain.isEmpty)
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
