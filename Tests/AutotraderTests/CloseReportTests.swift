import Messages
import Model
import TestKit
import Testing

@testable import Autotrader

@Suite struct CloseReportTests {
  private func trade(_ symbol: String, _ status: TradeStatus = .open) throws -> Trade {
    Trade(
      tradeID: .random(), cycleID: .random(), analysisID: .random(), symbol: try #require(Symbol(symbol)), side: .buy, status: status,
      quantity: try #require(Quantity("0.5")), createdAt: Timestamp(milliseconds: 0))
  }

  private func reply(_ trade: Trade) -> CloseTrade.Reply { CloseTrade.Reply(accepted: true, message: "\(trade.symbol) is being closed") }

  @Test func `a request without an answer hides neither those before nor those after it`() async throws {
    let trades = try ["BTCUSDT", "ETHUSDT", "SOLUSDT"].map { try trade($0) }
    let report = await CloseReport.of(trades) { trade in
      guard trade.symbol.description != "ETHUSDT" else { throw TestFailure("the executor is silent") }
      return reply(trade)
    }
    #expect(report.asked.map(\.accepted) == [true, false, true])
    #expect(report.lines == ["BTCUSDT is being closed", "SOLUSDT is being closed"])
    let objection = try #require(report.objection)
    #expect(objection.hasPrefix("not closed: Buy 0.5 ETHUSDT may or may not be closing") && objection.contains("silent"))
  }

  @Test func `without a trade it says so`() async throws {
    let report = await CloseReport.of([], reply)
    #expect(report.lines == ["no trade is open, and no entry waits"] && report.objection == nil)
  }

  @Test func `the question tells what is closed from what is withdrawn`() throws {
    let (open, pending) = (try trade("BTCUSDT"), try trade("ETHUSDT", .pending))
    #expect(CloseReport.question([open]) == "Close Buy 0.5 BTCUSDT at the market?")
    #expect(CloseReport.question([pending]) == "Withdraw the entry Buy 0.5 ETHUSDT and close what has filled of it?")
    #expect(
      CloseReport.question([open, pending])
        == "Close Buy 0.5 BTCUSDT at the market, withdraw the entry Buy 0.5 ETHUSDT and close what has filled of it?")
  }

  @Test func `an entry is asked about without a size, which it does not have yet`() throws {
    let quantity = Quantity("0.5")
    #expect(CloseTrade(try trade("BTCUSDT"), decidedBy: "ada").expectedQuantity == quantity)
    #expect(CloseTrade(try trade("BTCUSDT", .pending), decidedBy: "ada").expectedQuantity == nil)
  }

  @Test func `an id that no trade has is a row for programs and the objection`() throws {
    let id = TradeID.random()
    let report = CloseReport.unknown(id)
    #expect(report.objection == "not closed: there is no trade \(id)" && report.lines.isEmpty)
    let text = String(decoding: try Wire.encoder.encode(report.asked), as: UTF8.self)
    #expect(text.contains(#""accepted":false"#) && text.contains("\"tradeId\":\"\(id)\""))
  }

  @Test func `a trade that the executor does not close is the objection, not a line`() async throws {
    let report = await CloseReport.of([try trade("BTCUSDT")]) { _ in CloseTrade.Reply(accepted: false, message: "it is over already") }
    #expect(report.lines.isEmpty && report.objection == "not closed: it is over already")
  }
}
