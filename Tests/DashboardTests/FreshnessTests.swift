import FoundationEssentials
import Messages
import Model
import Synchronization
import TestKit
import Testing

@testable import Dashboard

/// What a page is answered when it asks again: never what is known to be older than what it was told.
@Suite struct FreshnessTests {
  private struct Trading: Decodable { let state: TradingStateReport }
  private struct Approvals: Decodable { let approvals: [Approval] }
  private struct Positions: Decodable { let positions: [LivePosition] }

  private func read<Body: Decodable>(_ site: Site, _ path: String, _ login: [String: String?], as: Body.Type) async throws -> Body {
    let answer = await site.send("GET", "/api/v1" + path, login)
    try #require(answer.status == 200, "\(answer.text)")
    return try Wire.decoder.decode(Body.self, from: Data(answer.body))
  }

  @Test("Equity and losses move without any event, and a page that asks each ten seconds sees them move")
  func breakers() async throws {
    let calls = TestCounter()
    let owners = ScriptedOwners(replies: [
      GetTradingState.name: { _ in
        GetTradingState.Reply(
          state: TradingStateReport(
            level: .running, since: Fixture.start, dailyLoss: Double(calls.next()) / 100, dailyLossLimit: 0.05, drawdownLimit: 0.15))
      }
    ])
    let site = try await Site(owners)
    let login = try await site.login()
    for expected in [0.01, 0.02, 0.03] {
      #expect(try await read(site, "/trading", login, as: Trading.self).state.dailyLoss == expected)
      site.clock.advance(by: .seconds(10))
    }
  }

  @Test("The exchange is asked for the wallet once in two seconds, however many ask for it")
  func wallet() async throws {
    let calls = TestCounter()
    let owners = ScriptedOwners(replies: [
      GetWallet.name: { _ in
        _ = calls.next()
        return GetWallet.Reply(equity: .zero, walletBalance: .zero, available: .zero, mode: .paper, at: Fixture.start)
      }
    ])
    let site = try await Site(owners)
    let login = try await site.login()
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<20 { group.addTask { await site.send("GET", "/api/v1/balance", login).status } }
      for await status in group { #expect(status == 200) }
    }
    site.clock.advance(by: .seconds(2))
    #expect(await site.send("GET", "/api/v1/balance", login).status == 200)
    #expect(calls.next() == 3)
  }

  @Test("A proposal that the notifier has not written down yet is there when the page asks again")
  func approval() async throws {
    let known = Mutex<[Approval]>([])
    let owners = ScriptedOwners(replies: [ListApprovals.name: { _ in ListApprovals.Reply(approvals: known.withLock { $0 }) }])
    let site = try await Site(owners)
    let login = try await site.login()
    // Whoever hears of the proposal asks at once, and is faster than its owner.
    site.cache.invalidate(ReadCache.Subject.changed(by: TradeProposed.topic))
    #expect(try await read(site, "/approvals?pending=true", login, as: Approvals.self).approvals.isEmpty)
    let approval = try Fixture.approval(of: try Fixture.trade(profit: nil, closed: .zero, status: .pending))
    known.withLock { $0 = [approval] }
    site.clock.advance(by: .milliseconds(1500))
    #expect(try await read(site, "/approvals?pending=true", login, as: Approvals.self).approvals == [approval])
  }

  @Test("A position that position-monitor adds or drops after the executor's event is there or gone when the page asks again")
  func position() async throws {
    let position = try Fixture.position()
    let known = Mutex<[LivePosition]>([])
    let owners = ScriptedOwners(replies: [ListPositions.name: { _ in ListPositions.Reply(positions: known.withLock { $0 }) }])
    let site = try await Site(owners)
    let login = try await site.login()
    for (event, after) in [(TradeOpened.topic, [position]), (TradeClosed.topic, [])] {
      site.cache.invalidate(ReadCache.Subject.changed(by: event))
      let before = known.withLock { $0 }
      #expect(try await read(site, "/positions", login, as: Positions.self).positions == before)
      known.withLock { $0 = after }
      site.clock.advance(by: .milliseconds(1500))
      #expect(try await read(site, "/positions", login, as: Positions.self).positions == after)
      site.clock.advance(by: .seconds(10))
    }
  }

  @Test("An open position's timeframe is known without the analyzer, and so is its chart; nobody has proposed an adopted one")
  func origin() async throws {
    struct Origin: Decodable { let timeframe: Timeframe? }
    let trade = try Fixture.trade(profit: nil, closed: .zero, status: .open)
    let approval = try Fixture.approval(of: trade)
    let owners = ScriptedOwners(replies: [
      GetProposals.name: { data in
        let ids = try Wire.decoder.decode(GetProposals.self, from: data).proposalIDs
        return GetProposals.Reply(approvals: ids == [trade.tradeID.proposal] ? [approval] : [])
      }
    ])
    let site = try await Site(owners)
    let login = try await site.login()
    #expect(try await read(site, "/trades/\(trade.tradeID)/origin", login, as: Origin.self).timeframe == .oneMinute)
    #expect(try await read(site, "/trades/\(TradeID.random())/origin", login, as: Origin.self).timeframe == nil)
    #expect(await site.send("GET", "/api/v1/trades/x/origin", login).status == 400)
  }

  @Test("Cycles of one timeframe are asked for apart: those of a shorter one do not hide them")
  func cycles() async throws {
    struct Cycles: Decodable { let timeframes: [Timeframe] }
    let owners = ScriptedOwners(replies: [
      ListCycles.name: { data in
        let asked = try Wire.decoder.decode(ListCycles.self, from: data)
        return ListCycles.Reply(cycles: [], timeframes: asked.timeframe.map { [$0] } ?? [.fiveSeconds, .oneMinute])
      }
    ])
    let site = try await Site(owners)
    let login = try await site.login()
    let expectations = [("", [Timeframe.fiveSeconds, .oneMinute]), ("&timeframe=1m", [.oneMinute]), ("&timeframe=5s", [.fiveSeconds])]
    for (path, expected) in expectations {
      #expect(try await read(site, "/cycles?limit=6" + path, login, as: Cycles.self).timeframes == expected)
    }
  }
}
