import Bybit
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// A stop that vanishes after the trade was opened (DESIGN §6.2).
@Suite(.serialized) struct KeeperTests {
  /// Someone takes the stop away behind our back.
  private static func removeStop(_ bench: Bench, _ proposal: TradeProposal) async throws {
    try await bench.exchange.verified().setTradingStop(proposal.symbol, stopLoss: .zero)
    #expect(try await stop(bench, proposal) == nil)
  }

  private static func stop(_ bench: Bench, _ proposal: TradeProposal) async throws -> Price? {
    try await bench.exchange.verified().positions(proposal.symbol).first?.stopLoss
  }

  private static func opened(_ bench: Bench) async throws -> TradeProposal {
    let proposal = try Fixture.proposal()
    try await bench.confirm(proposal)
    try await bench.reachesOpen(proposal)
    return proposal
  }

  @Test("A stop that was taken away is there again after one look, and the time without it is kept")
  func restored() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await Self.removeStop(bench, proposal)
      _ = try await bench.keeper.step()
      #expect(try await Self.stop(bench, proposal) == proposal.stopLoss)
      let events = try await published(TradeUnprotected.self, bench.database)
      #expect(events.map(\.outcome) == [.restored])
      #expect(try await bench.status(proposal) == "open")
      #expect(try await bench.text("SELECT outcome AS value FROM protection_gaps WHERE trade_id = $1::uuid", proposal) == "restored")
      _ = try await bench.keeper.step()
      #expect(try await published(TradeUnprotected.self, bench.database).count == 1)
    }
  }

  @Test("A stop that covers only a part of the position is set for the whole")
  func partialMode() async throws {
    try await Bench.open { bench in
      _ = try await Self.opened(bench)
      bench.venue.disturb { request, _ in
        guard request.path == "/v5/position/list", bench.venue.count("/v5/position/trading-stop") == 0 else { return .pass }
        return .rewrite { $0.replacing(#""tpslMode":"Full""#, with: #""tpslMode":"Partial""#) }
      }
      _ = try await bench.keeper.step()
      #expect(bench.venue.count("/v5/position/trading-stop") { $0.body.contains(#""tpslMode":"Full""#) } == 1)
      #expect(try await published(TradeUnprotected.self, bench.database).map(\.outcome) == [.restored])
    }
  }

  @Test("A stop that cannot be set again leads to one reduce-only order, and the trade ends as flattened")
  func flattened() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await Self.removeStop(bench, proposal)
      bench.venue.disturb { request, _ in request.path == "/v5/position/trading-stop" ? .retCode(10_001) : .pass }
      _ = try await bench.keeper.step()
      try await bench.finishesClose(proposal)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.flattened])
      #expect(try await published(TradeUnprotected.self, bench.database).map(\.outcome) == [.flattening])
      #expect(bench.reducing == 1)
      #expect(try await bench.exchange.verified().positions().isEmpty)
    }
  }

  @Test("While the position cannot be closed either, it is one time without a stop, told once and ended with the trade")
  func oneGap() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await Self.removeStop(bench, proposal)
      bench.venue.disturb { request, _ in
        switch request.path {
        case "/v5/position/trading-stop", "/v5/order/create": .retCode(10_001)
        default: .pass
        }
      }
      for _ in 0..<3 {
        _ = try await bench.keeper.step()
        _ = try await bench.closes.step()
        bench.clock.advance(by: .seconds(1))
      }
      #expect(try await bench.text("SELECT count(*)::text AS value FROM protection_gaps WHERE trade_id = $1::uuid", proposal) == "1")
      #expect(try await published(TradeUnprotected.self, bench.database).map(\.outcome) == [.flattening])
      bench.venue.disturb { request, _ in request.path == "/v5/position/trading-stop" ? .retCode(10_001) : .pass }
      try await bench.finishesClose(proposal)
      #expect(try await published(TradeUnprotected.self, bench.database).map(\.outcome) == [.flattening])
      #expect(try await bench.text("SELECT outcome AS value FROM protection_gaps WHERE trade_id = $1::uuid", proposal) == "flattening")
      let unprotected = try await bench.story(proposal).trade.unprotectedMilliseconds
      #expect(unprotected.map { $0 >= 3000 } == true)
    }
  }

  @Test("A time without a stop ends with its trade, whatever could not be read meanwhile")
  func endsWithTrade() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await Self.removeStop(bench, proposal)
      bench.venue.disturb { request, _ in
        request.path == "/v5/position/list" && request.target.contains("symbol=BTCUSDT") ? .retCode(10_016) : .pass
      }
      await #expect(throws: (any Error).self) { try await bench.keeper.step() }
      bench.venue.disturb { _, _ in .pass }
      await bench.venue.trade("BTCUSDT", .sell, "0.01")
      try await bench.reachesClosed(proposal)
      #expect(try await bench.text("SELECT outcome AS value FROM protection_gaps WHERE trade_id = $1::uuid", proposal) == "over")
      #expect(try await published(TradeUnprotected.self, bench.database).map(\.outcome.rawValue) == ["over"])
    }
  }

  @Test("When the price has passed the missing stop, the position is flattened and no stop is tried")
  func passed() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await Self.removeStop(bench, proposal)
      await bench.venue.setPrice("BTCUSDT", "58900")
      let calls = bench.venue.count("/v5/position/trading-stop")
      _ = try await bench.keeper.step()
      #expect(bench.venue.count("/v5/position/trading-stop") == calls)
      try await bench.finishesClose(proposal)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.flattened])
    }
  }

  @Test("A stop whose setting is acknowledged late is not set twice over: the look decides, not the answer")
  func lostAnswer() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await Self.removeStop(bench, proposal)
      bench.venue.disturb { request, _ in request.path == "/v5/position/trading-stop" ? .loseReply : .pass }
      _ = try await bench.keeper.step()
      #expect(try await Self.stop(bench, proposal) == proposal.stopLoss)
      #expect(try await published(TradeUnprotected.self, bench.database).map(\.outcome) == [.restored])
      #expect(bench.reducing == 0)
    }
  }

  @Test("Positions that cannot be read are neither protection nor the lack of it")
  func unreadable() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      bench.venue.disturb { request, _ in request.path == "/v5/position/list" ? .retCode(10_001) : .pass }
      await #expect(throws: (any Error).self) { try await bench.keeper.step() }
      #expect(try await bench.status(proposal) == "open")
      #expect(try await published(TradeUnprotected.self, bench.database).isEmpty)
    }
  }

  @Test("Someone else's position on the symbol: no entry, and it is not touched")
  func stranger() async throws {
    try await Bench.open { bench in
      let client = try await bench.exchange.verified()
      let manual = OrderRequest(
        symbol: try Fixture.symbol(), side: .sell, type: .market, quantity: try Fixture.value("0.5"),
        linkID: try #require(OrderLinkID("by-hand-1")))
      _ = try await client.place(manual)
      try await eventually("the position is there") { try await !client.positions().isEmpty }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "the trade ends") { try await bench.status(proposal) != "pending" }
      #expect(try await bench.status(proposal) == "rejected")
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["unknownPosition"])
      #expect(try await client.positions().map(\.size.description) == ["0.5"])
      #expect(bench.creates == 1)
    }
  }

  @Test("Someone else's position that came while an entry was on its way: it is not sent again")
  func strangerMeanwhile() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, number in request.path == "/v5/order/create" && number == 1 ? .loseRequest : .pass }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "it may have been sent") { try await bench.orderState(proposal) == .sending }
      await bench.venue.trade("BTCUSDT", .buy, "0.5")
      bench.clock.advance(by: EntryAction.arrivalLimit)
      try await bench.run(bench.entries, until: "the trade ends") { try await bench.status(proposal) != "pending" }
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["unknownPosition"])
      let position = try await bench.venue.position("BTCUSDT")
      #expect(position.size == "0.5" && position.stop == "-")
      #expect(bench.creates == 1)
    }
  }

  @Test(
    "A position that the exchange took over ends its trade as what it was",
    arguments: [("BustTrade", "liquidation"), ("AdlTrade", "deleveraging")])
  func takenOver(_ kind: String, _ reason: String) async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      let order = OrderRequest(
        symbol: proposal.symbol, side: .sell, type: .market, quantity: proposal.quantity, linkID: try #require(OrderLinkID("by-hand-2")),
        reduceOnly: true)
      _ = try await bench.exchange.verified().place(order)
      bench.venue.disturb { request, _ in
        guard request.path == "/v5/execution/list" else { return .pass }
        return .rewrite { $0.replacing(#""execType":"Trade""#, with: "\"execType\":\"\(kind)\"") }
      }
      try await bench.reachesClosed(proposal)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason.rawValue) == [reason])
    }
  }
}
