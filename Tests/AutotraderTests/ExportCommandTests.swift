import ArgumentParser
import FoundationEssentials
import Messages
import Model
import Testing

@testable import Autotrader

@Suite struct ExportCommandTests {
  @Test func aFieldIsQuotedOnlyWhenItMustBe() {
    #expect(CommaSeparated.line(["a", nil, "", "b c"]) == #"a,,"",b c"#)
    #expect(
      CommaSeparated.line(["a,b", #"say "no""#, "two\nlines", "cr\r\nlf"]) == "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\"cr\r\nlf\"")
    #expect(CommaSeparated.line(["\""]) == "\"\"\"\"")
    #expect(CommaSeparated.line(["=1+1", "-1.5"]) == "'=1+1,-1.5")
  }

  private func trade(reason: String?) throws -> Trade {
    Trade(
      tradeID: try #require(TradeID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a003")),
      cycleID: try #require(CycleID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a001")),
      analysisID: try #require(AnalysisID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a002")), symbol: try #require(Symbol("BTCUSDT")), side: .buy,
      status: .cancelled, quantity: try #require(Quantity("0.016")), reason: reason, createdAt: Timestamp(milliseconds: 1_700_000_000_000))
  }

  @Test func aTradeIsOneLineWithAFieldForEachColumnAndTimesInUTC() throws {
    let page = ExportRows.Reply(trades: [try trade(reason: #"priceDrift: 60,1 "now""#)])
    let output = ExportOutput(table: .trades, isJSON: false)
    #expect(
      try output.lines(page) == [
        "0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a003,0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a001,0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a002,BTCUSDT,Buy,"
          + #"cancelled,0.016,,,,,,"priceDrift: 60,1 ""now""",2023-11-14T22:13:20.000000Z,"#
      ])
    #expect(output.header.count == 15)
  }

  @Test func everyTableHasAsManyFieldsAsColumns() throws {
    let id = try #require(TradeID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a003"))
    let symbol = try #require(Symbol("BTCUSDT"))
    let at = Timestamp(milliseconds: 1_700_000_000_000)
    let page = ExportRows.Reply(
      trades: [try trade(reason: nil)],
      executions: [
        TradeExecution(
          executionID: "e", tradeID: id, exchangeOrderID: "o", symbol: symbol, kind: .funding, side: .sell,
          price: try #require(Price("60000")), quantity: try #require(Quantity("1")), fee: try #require(Money("-0.5")), at: at)
      ],
      ledger: [LedgerEntry(executionID: "e", kind: .tradePnL, amount: try #require(Money("-1.5")), tradeID: id, symbol: symbol, at: at)])
    for table in ExportTable.allCases {
      let output = ExportOutput(table: table, isJSON: false)
      let line = try #require(try output.lines(page).first)
      #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == output.header.count)
    }
    #expect(
      try ExportOutput(table: .ledger, isJSON: true).lines(page) == [
        #"{"amount":"-1.5","at":"2023-11-14T22:13:20.000000Z","execution_id":"e","kind":"trade_pnl","symbol":"BTCUSDT","#
          + #""trade_id":"0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a003"}"#
      ])
  }

  @Test func aDayBeginsAtMidnightUTCAndAWrongRangeIsRefused() throws {
    // 2023-11-14 00:00:00 UTC is 1,699,920,000 s after 1970.
    #expect(try ExportCommand.time("2023-11-14", "--from") == Timestamp(milliseconds: 1_699_920_000_000))
    #expect(try ExportCommand.time("2023-11-14T22:13:20Z", "--from") == Timestamp(milliseconds: 1_700_000_000_000))
    for arguments in [
      ["trades", "--from", "yesterday"], ["trades", "--from", "2023-11-15", "--to", "2023-11-14"], ["trades", "--csv", "--json"],
      ["orders"],
    ] {
      #expect(throws: (any Error).self) { try AutotraderCommand.parseAsRoot(["export"] + arguments) }
    }
  }

  @Test func closeTakesATradesIdOrAll() throws {
    func target(_ text: String) throws -> CloseCommand.Target? {
      try (try AutotraderCommand.parseAsRoot(["close", text]) as? CloseCommand)?.parsedTarget()
    }
    #expect(try target("all") == .all)
    let id = try #require(TradeID("0b5e5c1a-6d0e-4c58-9f3b-2a7d11c0a003"))
    #expect(try target(id.description) == .trade(id))
    #expect(throws: (any Error).self) { try target("everything") }
    #expect(throws: (any Error).self) { try AutotraderCommand.parseAsRoot(["close"]) }
  }
}
