import ArgumentParser
import Messages
import Model
import Testing

@testable import Autotrader

@Suite struct CostCommandTests {
  private func reply(_ rows: [CostRow]) throws -> GetCosts.Reply {
    GetCosts.Reply(
      rows: rows,
      spending: [
        PeriodSpending(
          period: "day:2026-11-22", budget: Dollars("1"), booked: try #require(Dollars("0.0015")),
          reserved: try #require(Dollars("0.002"))),
        PeriodSpending(period: "month:2026-11", booked: try #require(Dollars("0.5")), reserved: .zero),
      ])
  }

  private func row(_ key: String, _ cost: String, isEstimate: Bool = false) throws -> CostRow {
    CostRow(
      key: key, calls: 2, answered: 1, promptTokens: 1500, completionTokens: 300, cost: try #require(Dollars(cost)),
      hasEstimates: isEstimate)
  }

  @Test func costsAreATableWithTheirSumAndTheBudget() throws {
    let report = CostReport(try reply([try row("gpt-6-luna", "0.0012"), try row("b", "0.0003", isEstimate: true)]), by: .model)
    #expect(
      report.lines == [
        "model       calls  answered  prompt tokens  reply tokens   cost $",
        "gpt-6-luna      2         1           1500           300   0.0012",
        "b               2         1           1500           300  ~0.0003", "total $ 0.0015",
        "day:2026-11-22  $ 0.0015 of 1, 0.002 reserved for calls under way", "month:2026-11  $ 0.5",
      ])
  }

  @Test func aTradeCostsWhatItsAnalysisHasCost() throws {
    let analysis = try #require(AnalysisID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a002"))
    let trade = Trade(
      tradeID: try #require(TradeID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a003")),
      cycleID: try #require(CycleID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a001")), analysisID: analysis,
      symbol: try #require(Symbol("BTCUSDT")), side: .buy, status: .open, quantity: try #require(Quantity("1")),
      createdAt: Timestamp(milliseconds: 1_700_000_000_000))
    let costs = try reply([try row("another", "5"), try row(analysis.description, "0.0007")])
    let report = CostReport(costs, trades: [trade], limit: 10)
    #expect(report.rows.map(\.key) == [trade.tradeID.description] && report.rows.first?.symbol == "BTCUSDT")
    #expect(report.totalDollars == Dollars("0.0007"))
  }

  @Test func anAnalysisOfTwoTradesCountsOnceInTheTotal() throws {
    let (shared, own) = (AnalysisID.random(), AnalysisID.random())
    let trades = try [shared, shared, own].map { analysis in
      Trade(
        tradeID: .random(), cycleID: .random(), analysisID: analysis, symbol: try #require(Symbol("BTCUSDT")), side: .buy, status: .closed,
        quantity: try #require(Quantity("1")), createdAt: Timestamp(milliseconds: 1_700_000_000_000))
    }
    let costs = try reply([try row(shared.description, "0.5"), try row(own.description, "0.25")])
    let report = CostReport(costs, trades: trades, limit: 10)
    #expect(report.rows.count == 3 && report.totalDollars == Dollars("0.75") && report.sharedAnalyses == 1)
    #expect(report.lines.contains("total $ 0.75, an analysis that several trades came from counts once"))
    #expect(CostReport(costs, trades: [trades[0], trades[2]], limit: 10).lines.contains("total $ 0.75"))
  }

  @Test func anAnalysisTellsItsModelAndWhatItCost() {
    let record =
      #"{"checks":[],"faults":[{"code":"modelNotFound","message":"HTTP 404","model":"old"}],"model":{"model":"m","answeredBy":"m-1","#
      + #""requestID":"req_1","latencyMilliseconds":850,"costDollars":"0.0003","costIsEstimate":true,"isNew":true,"#
      + #""usage":{"promptTokens":1500,"completionTokens":300},"reading":{"value":0.02,"parts":[]}}}"#
    #expect(
      ModelText.lines(record) == [
        "no answer of old: HTTP 404", "model m as m-1, 1500 + 300 tokens, at most $ 0.0003, 850 ms, request req_1",
        "hallucination score 0.02",
      ])
    #expect(ModelText.lines(#"{"analysis":{},"checks":[]}"#) == [] && ModelText.lines(nil) == [])
  }

  @Test func nothingYetIsSaidSo() throws { #expect(CostReport(try reply([]), by: .day).lines.first == "no model call yet") }

  @Test func aWrongCommandLineIsRefused() throws {
    for arguments in [["--by", "moon"], ["--limit", "0"], ["--from", "2026-11-02", "--to", "2026-11-01"], ["--to", "soon"]] {
      #expect(throws: (any Error).self) { try AutotraderCommand.parseAsRoot(["cost"] + arguments) }
    }
  }

  @Test func theBenchDrawsDifferentChartsOfTheLiveSize() throws {
    let (result, png) = try ChartBench(theme: .light, hasInset: true, hasOverlay: true).run(3)
    #expect(result.charts == 3 && result.millisecondsP50 > 0 && result.millisecondsP99 >= result.millisecondsP50)
    #expect(result.pngBytes <= 100_000 && result.pngBytes >= png.count)
    #expect(ChartBench.candles(seed: 1) != ChartBench.candles(seed: 2))
  }
}
