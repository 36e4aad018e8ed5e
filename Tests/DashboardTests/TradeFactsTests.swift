import Messages
import Model
import Testing

@testable import Dashboard

@Suite struct TradeFactsTests {
  /// 250 closed trades of one minute, each proposed but the last.
  private func trades() throws -> [Trade] { try (0..<250).map { _ in try Fixture.trade(profit: "1", closed: .seconds(30)) } }

  @Test("Older trades than the last 200 have their prompt too, each proposal is asked for once, and an unknown one stays unknown")
  func origins() async throws {
    let trades = try trades()
    let approvals = Dictionary(uniqueKeysWithValues: try trades.dropLast().map { ($0.tradeID.proposal, try Fixture.approval(of: $0)) })
    let calls = TestCounter()
    let owners = ScriptedOwners(replies: [
      GetProposals.name: { data in
        _ = calls.next()
        let ids = try Wire.decoder.decode(GetProposals.self, from: data).proposalIDs
        #expect(ids.count <= GetProposals.maximumCount)
        return GetProposals.Reply(approvals: ids.compactMap { approvals[$0] })
      }
    ])
    let facts = TradeFacts()
    for _ in 0..<2 {
      let origins = try await facts.origins(of: trades.map(\.tradeID), owners)
      #expect(origins.count == 249 && origins[trades[0].tradeID]?.promptName == "rules-1")
    }
    #expect(calls.next() == 3)
  }

  @Test("An excursion waits for all of its trade's candles, is then asked for no more, and is given up an hour after the close")
  func excursions() async throws {
    let trade = try Fixture.trade(profit: "1", closed: .seconds(30))
    let approval = try Fixture.approval(of: trade)
    let calls = TestCounter()
    // The trade begins in the middle of a minute and ends in the same or the next one.
    let wanted = PriceSpan(symbol: trade.symbol, timeframe: .oneMinute, from: Fixture.start, to: Fixture.start + .seconds(30)).candles
    let owners = ScriptedOwners(replies: [
      GetProposals.name: { _ in GetProposals.Reply(approvals: [approval]) },
      GetPriceRanges.name: { _ in
        GetPriceRanges.Reply(ranges: [PriceRange(candles: calls.next() == 1 ? wanted - 1 : wanted, low: 95, high: 120)])
      },
    ])
    let facts = TradeFacts()
    let now = Fixture.start + .seconds(60)
    #expect(try await facts.excursions(of: [trade], owners, now: now).isEmpty)
    for _ in 0..<2 {
      // Entry 100 and stop 90: ten is one risk.
      let excursion = try await facts.excursions(of: [trade], owners, now: now)[trade.tradeID]
      #expect(excursion?.adverse == 0.5 && excursion?.favourable == 2)
    }
    #expect(calls.next() == 3)
    let late = ScriptedOwners(replies: [
      GetProposals.name: { _ in GetProposals.Reply(approvals: [approval]) },
      GetPriceRanges.name: { _ in GetPriceRanges.Reply(ranges: [PriceRange(candles: Int64(calls.next()) * 0)]) },
    ])
    let others = TradeFacts()
    for _ in 0..<2 { #expect(try await others.excursions(of: [trade], late, now: now + .seconds(3700)).isEmpty) }
    #expect(calls.next() == 5)
  }
}
