import Bybit
import Logging
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Positions that are there without a trade, on the real paper exchange.
@Suite(.serialized) struct AdoptionTests {
  private static func adopter(_ bench: Bench) -> PositionAdopter {
    PositionAdopter(
      journal: bench.journal, exchange: bench.exchange, time: bench.clock.source,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private static func adopt(_ bench: Bench, stop: String? = nil, target: String? = nil) async throws -> AdoptPosition.Reply {
    try await AdoptPositionHandler(adopter: adopter(bench)).answer(
      AdoptPosition(
        symbol: try Fixture.symbol(), stopLoss: try stop.map { try Fixture.value($0) },
        takeProfit: try target.map { try Fixture.value($0) },
        decidedBy: "ada"))
  }

  static func resolve(_ bench: Bench, observedAt: Int64 = 1) async throws -> ResolveUnknownPosition.Reply {
    try await ResolveUnknownPositionHandler(adopter: adopter(bench)).answer(
      ResolveUnknownPosition(symbol: try Fixture.symbol(), observedAt: Timestamp(milliseconds: observedAt)))
  }

  private static func quarantines(_ bench: Bench) async throws -> [Quarantine] {
    try await ListQuarantinesHandler(database: bench.database).answer(ListQuarantines()).quarantines
  }

  private static func closes(_ trade: TradeID, _ bench: Bench) async throws -> Trade {
    try await bench.run(bench.watcher, until: "the trade is closed") {
      try await GetTradeStoryHandler(database: bench.database).answer(GetTradeStory(tradeID: trade)).story?.trade.status == .closed
    }
    return try #require(try await GetTradeStoryHandler(database: bench.database).answer(GetTradeStory(tradeID: trade)).story?.trade)
  }

  private static func ledger(_ bench: Bench) async throws -> Money {
    try await bench.database.transaction {
      try $0.execute("SELECT coalesce(sum(amount), 0) AS sum FROM ledger").first?.read("sum", as: Money.self) ?? .zero
    }
  }

  @Test(
    "A position by hand without a stop is not adopted; with one it is a trade whose books are those of the exchange",
    arguments: Side.allCases)
  func adopts(_ side: Side) async throws {
    try await Bench.open { bench in
      let client = try await bench.exchange.verified()
      let wallet = try await client.wallet().walletBalance
      await bench.venue.trade("BTCUSDT", side, "0.03")
      await bench.venue.trade("BTCUSDT", side.opposite, "0.01")
      await bench.venue.trade("BTCUSDT", side, "0.02")
      let refused = try await Self.adopt(bench)
      #expect(!refused.accepted && refused.message.contains("no stop"))
      #expect(bench.venue.count("/v5/position/trading-stop") == 0)

      let (stop, target) = side == .buy ? ("59000", "62000") : ("61000", "58000")
      let reply = try await Self.adopt(bench, stop: stop, target: target)
      #expect(reply.accepted, "\(reply.message)")
      let trade = try #require(reply.trade)
      #expect(trade.quantity.description == "0.04" && trade.side == side && trade.adoptedBy == "ada")
      #expect(try await bench.venue.position("BTCUSDT").stop == stop)
      let opened = try #require(try await published(TradeOpened.self, bench.database).first)
      // 0.04 · 1000, less or more what the fills' slippage moved the entry.
      #expect(opened.adoption?.decidedBy == "ada" && abs((opened.adoption?.riskAmount.double ?? 0) - 40) < 2)
      #expect(try await !Self.adopt(bench, stop: stop, target: target).accepted)

      // A payment while it is ours, then the end by hand.
      await bench.venue.control("/control/funding")
      await bench.venue.trade("BTCUSDT", side.opposite, "0.04")
      let closed = try await Self.closes(trade.tradeID, bench)
      #expect(closed.reason == "manual")
      let change = try await client.wallet().walletBalance - wallet
      #expect(closed.realizedPnL == change)
      #expect(try await Self.ledger(bench) == change)
      let funding = try await client.executions(closed.symbol).filter { $0.kind == .funding }.reduce(Money.zero) { $0 + $1.fee }
      #expect(funding != .zero)
      #expect(closed.realizedPnL == (try await client.closedPnL(closed.symbol)).reduce(-funding) { $0 + $1.pnl })
    }
  }

  @Test("An adopted trade is one of the mode it was adopted in: no other mode starts before it is over, and it is no practice")
  func mode() async throws {
    try await Bench.open { bench in
      func refusal(_ mode: TradingMode, _ required: Int) async throws -> String? {
        do {
          try await ClearedEntryGate.checkStart(mode, requiredPaperTrades: required, bench.database)
          return nil
        } catch let error as ExecutorError { return error.message }
      }
      await bench.venue.trade("BTCUSDT", .buy, "0.03", #","stopLoss":"59000","takeProfit":"62000""#)
      let trade = try #require(try await Self.adopt(bench).trade)
      #expect(try await refusal(.paper, 1) == nil)
      #expect(try await refusal(.live, 0)?.hasPrefix("1 trade of mode paper is not over") == true)
      await bench.venue.trade("BTCUSDT", .sell, "0.03")
      _ = try await Self.closes(trade.tradeID, bench)
      #expect(try await refusal(.live, 0) == nil)
      #expect(try await refusal(.live, 1)?.contains("there are 0") == true)
    }
  }

  @Test("An adopted trade is closed, and its stop looked after, like any other")
  func likeAnyOther() async throws {
    try await Bench.open { bench in
      await bench.venue.trade("BTCUSDT", .buy, "0.03", #","stopLoss":"59000","takeProfit":"62000""#)
      let reply = try await Self.adopt(bench)
      let trade = try #require(reply.trade, "\(reply.message)")
      #expect(bench.venue.count("/v5/position/trading-stop") == 0, "its own levels are kept")
      let client = try await bench.exchange.verified()
      let zero: Price = .zero
      try await client.setTradingStop(trade.symbol, takeProfit: zero, stopLoss: zero)
      #expect(try await bench.venue.position("BTCUSDT").stop == "-")
      try await bench.run(bench.keeper, until: "the stop is back") { try await bench.venue.position("BTCUSDT").stop == "59000" }
      _ = try await CloseTradeHandler(database: bench.database).answer(CloseTrade(tradeID: trade.tradeID, decidedBy: "ada"))
      try await bench.run(bench.closes, until: "the trade is closed") {
        _ = try await bench.watcher.step()
        return try await published(TradeClosed.self, bench.database).map(\.reason) == [.manual]
      }
      #expect(try await bench.venue.position("BTCUSDT").size == "0")
    }
  }

  @Test("A stop that cannot be set is no adoption; a lost answer to a stop that was set is one")
  func ambiguous() async throws {
    try await Bench.open { bench in
      await bench.venue.trade("BTCUSDT", .buy, "0.03")
      bench.venue.disturb { request, _ in request.path == "/v5/position/trading-stop" ? .retCode(10_016) : .pass }
      let refused = try await Self.adopt(bench, stop: "59000", target: "62000")
      #expect(!refused.accepted && refused.message.contains("could not be set"), "\(refused.message)")
      #expect(try await published(TradeOpened.self, bench.database).isEmpty)
      bench.venue.disturb { request, _ in request.path == "/v5/position/trading-stop" ? .loseReply : .pass }
      let adopted = try await Self.adopt(bench, stop: "59000", target: "62000")
      #expect(adopted.accepted, "\(adopted.message)")
      #expect(try await bench.venue.position("BTCUSDT").stop == "59000")
    }
  }

  @Test("What an entry of ours opened, and no trade knows, becomes its proposal's trade by itself")
  func ours() async throws {
    try await Bench.open { bench in
      let tradeID = TradeID.random()
      let order = OrderRequest(
        symbol: try Fixture.symbol(), side: .buy, type: .market, quantity: try Fixture.value("0.02"),
        linkID: try #require(LinkID.make(tradeID, .entry, ordinal: 0)), takeProfit: try Fixture.value("62000"),
        stopLoss: try Fixture.value("59000"))
      _ = try await bench.exchange.verified().place(order)
      try await eventually("it is filled") { try await bench.venue.position("BTCUSDT").size == "0.02" }
      let reply = try await Self.resolve(bench)
      #expect(reply.outcome == .adopted, "\(reply.message)")
      let trade = try #require(
        try await ListTradesHandler(database: bench.database).answer(ListTrades(status: .open, limit: 1)).trades.first)
      #expect(trade.tradeID == tradeID && trade.adoptedBy == "reconciliation" && trade.stopLoss?.description == "59000")
      #expect(try await Self.quarantines(bench).isEmpty)
    }
  }

  @Test("An entry of ours that somebody has added to is not adopted by itself, and not touched, with or without a stop")
  func notQuiteOurs() async throws {
    try await Bench.open { bench in
      _ = try await OwnOrphanTests.orphan(bench, stop: nil)
      await bench.venue.trade("BTCUSDT", .buy, "0.01")
      let mixed = try await Self.resolve(bench, observedAt: 2)
      #expect(mixed.outcome == .quarantined && mixed.message.hasSuffix("is not ours"))
      #expect(bench.venue.count("/v5/position/trading-stop") == 0)
      #expect(try await bench.journal.closeRequests().isEmpty)
    }
  }

  @Test("Someone else's position closes its symbol once; lifted by a person it stays open, gone it is released, adopted it ends")
  func foreign() async throws {
    try await Bench.open { bench in
      await bench.venue.trade("BTCUSDT", .sell, "0.02")
      let first = try await Self.resolve(bench)
      #expect(first.outcome == .quarantined && first.message.hasPrefix("Sell 0.02 at"), "\(first.message)")
      #expect(try await Self.resolve(bench).outcome == .unchanged)
      #expect(try await Self.quarantines(bench).map(\.cause) == [.unknownPosition])

      // An entry that is confirmed now never reaches the gate.
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      #expect(try await bench.status(proposal) == "cancelled")
      let failed = try #require(try await published(TradeFailed.self, bench.database).first)
      #expect(failed.reason == "quarantined" && failed.message.contains("Sell 0.02 at") && failed.message.contains("reconciliation"))
      #expect(bench.gate.asked == 0 && bench.creates == 0)

      let lifted = try await LiftQuarantineHandler(database: bench.database).answer(
        LiftQuarantine(symbol: try Fixture.symbol(), decidedBy: "ada"))
      #expect(lifted.accepted && lifted.message.contains("still refused"))
      #expect(try await Self.resolve(bench).outcome == .unchanged, "the same observation is not put up again")
      // Open to entries, and yet none goes where a stranger is.
      let second = try Fixture.proposal()
      try await bench.confirm(second)
      try await bench.run(bench.entries, until: "the entry is refused") { try await bench.status(second) == "rejected" }
      #expect(bench.creates == 0)

      #expect(try await Self.resolve(bench, observedAt: 2).outcome == .quarantined)
      await bench.venue.trade("BTCUSDT", .buy, "0.02")
      #expect(try await Self.resolve(bench, observedAt: 3).outcome == .released)
      #expect(try await Self.quarantines(bench).isEmpty)

      await bench.venue.trade("BTCUSDT", .sell, "0.02")
      #expect(try await Self.resolve(bench, observedAt: 4).outcome == .quarantined)
      #expect(try await Self.adopt(bench, stop: "61000", target: "58000").accepted)
      #expect(try await Self.quarantines(bench).isEmpty)
    }
  }
}
