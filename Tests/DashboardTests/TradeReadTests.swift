import FoundationEssentials
import Messages
import Model
import Synchronization
import TestKit
import Testing

@testable import Dashboard

/// The trades of the list, the statistics and the dossier.
@Suite struct TradeReadTests {
  /// An executor with trades of one each second, and what it was asked for.
  private final class Executor: Sendable {
    /// Newest first.
    let trades: [Trade]
    private let pages = Mutex(0)
    var pagesAsked: Int { pages.withLock { $0 } }

    init(_ count: Int) throws {
      trades = try (0..<count).map { number in
        let trade = try Fixture.trade(profit: "1", closed: .seconds(30))
        return Trade(
          tradeID: trade.tradeID, cycleID: trade.cycleID, analysisID: trade.analysisID, symbol: trade.symbol, side: .buy, status: .closed,
          quantity: trade.quantity, entryPrice: trade.entryPrice, stopLoss: trade.stopLoss, realizedPnL: trade.realizedPnL,
          createdAt: Fixture.start + .seconds(-number), closedAt: Fixture.start)
      }
    }

    var owners: ScriptedOwners {
      ScriptedOwners(replies: [
        GetProposals.name: { _ in GetProposals.Reply(approvals: []) },
        ExportRows.name: { [self] data in
          pages.withLock { $0 += 1 }
          let request = try Wire.decoder.decode(ExportRows.self, from: data)
          let (page, next) = Self.page(trades.reversed(), request.afterKey, request.limit)
          return ExportRows.Reply(trades: page, nextKey: next)
        },
        ListTrades.name: { [self] data in
          pages.withLock { $0 += 1 }
          let request = try Wire.decoder.decode(ListTrades.self, from: data)
          let (page, next) = Self.page(trades, request.afterKey, request.limit)
          return ListTrades.Reply(trades: page, nextKey: next)
        },
      ])
    }

    private static func page(_ all: [Trade], _ after: String?, _ limit: Int) -> ([Trade], String?) {
      let first = after.flatMap { Int($0) } ?? 0
      let page = all[first..<min(all.count, first + limit)]
      return (Array(page), page.endIndex < all.count ? "\(page.endIndex)" : nil)
    }
  }

  private struct Trades: Decodable { let trades: [Trade] }

  @Test("With more trades than are looked at, the oldest are left out, not the newest")
  func newest() async throws {
    let executor = try Executor(TradeBook.capacity + 100)
    let site = try await Site(executor.owners)
    let answer = await site.send("GET", "/api/v1/trades?limit=2", try await site.login())
    let trades = try Wire.decoder.decode(Trades.self, from: Data(answer.body)).trades
    #expect(trades.map(\.tradeID) == executor.trades.prefix(2).map(\.tradeID))
  }

  @Test("Statistics, excursions and list that are asked for together are made of the same reading of the trades")
  func together() async throws {
    let executor = try Executor(1200)
    let site = try await Site(executor.owners)
    let login = try await site.login()
    await withTaskGroup(of: Int.self) { group in
      for path in ["/trades", "/performance", "/excursions"] {
        group.addTask { await site.send("GET", "/api/v1" + path, login).status }
      }
      for await status in group { #expect(status == 200) }
    }
    #expect(executor.pagesAsked == 3)
  }

  /// A trade of 400 minutes whose worst moment is in its first.
  private func dossier(candles: Int64?, status: TradeStatus = .closed) async throws -> Excursion? {
    let trade = try Fixture.trade(profit: status == .closed ? "1" : nil, closed: .seconds(400 * 60), status: status)
    let approval = try Fixture.approval(of: trade)
    let story = TradeStory(trade: trade, orders: [], orderEvents: [], executions: [], ledger: [])
    let candle = Candle(openTime: Fixture.start + .seconds(390 * 60), open: 101, high: 102, low: 100, close: 101, volume: 1)
    let owners = ScriptedOwners(replies: [
      GetTradeStory.name: { _ in GetTradeStory.Reply(story: story) },
      GetAnalysis.name: { _ in GetAnalysis.Reply() },
      GetVerdicts.name: { _ in GetVerdicts.Reply(verdicts: []) },
      GetSizing.name: { _ in GetSizing.Reply(sizings: []) },
      GetCycle.name: { _ in
        GetCycle.Reply(
          cycle: CycleReport(
            cycleID: trade.cycleID, timeframe: .oneMinute, candleClose: Fixture.start, status: .completed, endsAt: Fixture.start, steps: [],
            proposals: 1, tradesExecuted: 1))
      },
      GetProposals.name: { _ in GetProposals.Reply(approvals: [approval]) },
      GetKlines.name: { _ in GetKlines.Reply(candles: [candle]) },
      GetPriceRanges.name: { data in
        let spans = try Wire.decoder.decode(GetPriceRanges.self, from: data).spans
        return GetPriceRanges.Reply(ranges: spans.map { PriceRange(candles: candles ?? $0.candles, low: 92, high: 120) })
      },
    ])
    let site = try await Site(owners)
    site.clock.advance(by: .seconds(410 * 60))
    let answer = await site.send("GET", "/api/v1/trades/\(trade.tradeID)", try await site.login())
    #expect(answer.status == 200, "\(answer.text)")
    struct Body: Decodable { let excursion: Excursion? }
    return try Wire.decoder.decode(Body.self, from: Data(answer.body)).excursion
  }

  @Test("A dossier's excursion is of the whole trade, however many candles are drawn, and there is none without all of them")
  func excursion() async throws {
    // Entry 100 and stop 90: ten is one risk.
    for status in [TradeStatus.closed, .open] {
      let whole = try #require(try await dossier(candles: nil, status: status))
      #expect(whole.adverse == 0.8 && whole.favourable == 2)
      #expect(try await dossier(candles: 200, status: status) == nil)
    }
  }
}
