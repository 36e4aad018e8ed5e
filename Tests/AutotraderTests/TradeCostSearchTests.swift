import Messages
import Model
import Synchronization
import TestKit
import Testing

@testable import Autotrader

@Suite(.timeLimit(.minutes(10))) struct TradeCostSearchTests {
  /// Trade 0 is the newest, each other a minute older.
  private static func trade(_ index: Int, _ analysis: AnalysisID) throws -> Trade {
    Trade(
      tradeID: .random(), cycleID: .random(), analysisID: analysis, symbol: try #require(Symbol("BTCUSDT")), side: .buy, status: .closed,
      quantity: try #require(Quantity("1")), createdAt: time(index))
  }

  private static func time(_ index: Int) -> Timestamp { Timestamp(milliseconds: 1_700_000_000_000 - Int64(index) * 60_000) }

  private static func search(from: Timestamp?) async throws -> (report: CostReport, pages: [String?], trades: [Trade]) {
    let trades = try (0..<1200).map { try trade($0, .random()) }
    let pages = Mutex<[String?]>([])
    var services = ScriptedServices()
    services.answer(ListTrades.self) { asked in
      pages.withLock { $0.append(asked.afterKey) }
      let first = asked.afterKey.flatMap { Int($0) } ?? 0
      let page = Array(trades[first..<min(first + asked.limit, trades.count)])
      return ListTrades.Reply(trades: page, nextKey: first + page.count < trades.count ? "\(first + page.count)" : nil)
    }
    services.answer(GetCosts.self) { asked in
      let rows = (asked.analyses ?? []).map {
        CostRow(key: $0.description, calls: 1, answered: 1, promptTokens: 1, completionTokens: 1, cost: .zero, hasEstimates: false)
      }
      return GetCosts.Reply(rows: rows, spending: [])
    }
    let report = try await services.run { try await TradeCostSearch(bus: $0).report(from: from, to: nil, limit: 2000) }
    return (report, pages.withLock { $0 }, trades)
  }

  @Test func everyTradeIsCountedHoweverOld() async throws {
    let (report, pages, trades) = try await Self.search(from: nil)
    #expect(Set(report.rows.map(\.key)) == Set(trades.map(\.tradeID.description)))
    #expect(pages == [nil, "500", "1000"])
  }

  @Test func pagesBeforeTheRangeAreNotAskedFor() async throws {
    let (report, pages, _) = try await Self.search(from: Self.time(300))
    #expect(pages == [nil] && report.rows.count == 500, "the analyzer says what was paid in the range")
  }
}
