import Bybit
import Messages
import Model
import TestKit
import Testing

@testable import Executor

@Suite(.serialized) struct CloseTests {
  @Test(
    "A target or a stop that is hit closes the trade with the profit that the exchange books",
    arguments: [
      (Side.buy, "62100", CloseReason.takeProfit), (.buy, "58900", .stopLoss), (.sell, "57900", .takeProfit), (.sell, "61100", .stopLoss),
    ])
  func closes(_ side: Side, _ price: String, _ reason: CloseReason) async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal(
        side: side, quantity: "0.037", stop: side == .buy ? "59000" : "61000", target: side == .buy ? "62000" : "58000")
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      await bench.venue.setPrice("BTCUSDT", price)
      try await bench.run(bench.watcher, until: "the trade is closed") { try await bench.status(proposal) == "closed" }
      _ = try await bench.watcher.step()

      let closed = try await published(TradeClosed.self, bench.database)
      #expect(closed.map(\.reason) == [reason])
      let booked = try #require(try await bench.exchange.verified().closedPnL(proposal.symbol).first)
      #expect(closed.first?.realizedPnL == booked.pnl)
      #expect(closed.first?.fees == booked.openFee + booked.closeFee)
      #expect(closed.first?.quantity == booked.closedQuantity)
      #expect((booked.pnl > .zero) == (reason == .takeProfit))
      #expect(
        try await bench.text("SELECT trim_scale(pnl)::text AS value FROM trades WHERE id = $1::uuid", proposal) == booked.pnl.description)
      #expect(try await bench.text("SELECT count(*)::text AS value FROM executions WHERE trade_id = $1::uuid", proposal) == "2")
    }
  }

  @Test("While a position is open, or positions or executions cannot be read, nothing is closed")
  func notFlat() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      _ = try await bench.watcher.step()
      #expect(try await bench.status(proposal) == "open")
      bench.venue.disturb { request, _ in request.path == "/v5/position/list" ? .retCode(10_000) : .pass }
      await #expect(throws: BybitError.self) { try await bench.watcher.step() }
      bench.venue.disturb { request, _ in
        switch request.path {
        case "/v5/position/list": .rewrite { _ in #"{"retCode":0,"retMsg":"OK","result":{"list":[]},"retExtInfo":{},"time":1}"# }
        case "/v5/execution/list": .retCode(10_000)
        default: .pass
        }
      }
      await #expect(throws: (any Error).self) { try await bench.watcher.step() }
      // An empty list of positions is believed only with the executions that explain it.
      bench.venue.disturb { request, _ in
        request.path == "/v5/position/list"
          ? .rewrite { _ in
            #"{"retCode":0,"retMsg":"OK","result":{"list":[]},"retExtInfo":{},"time":\#(TimeSource.system.now.milliseconds)}"#
          }
          : .pass
      }
      _ = try await bench.watcher.step()
      #expect(try await bench.status(proposal) == "open")
      #expect(try await published(TradeClosed.self, bench.database).isEmpty)
    }
  }

  @Test("A position that a person closes at the exchange ends the trade as manual")
  func manual() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      let client = try await bench.exchange.verified()
      for (id, part) in [("by-hand-1", "0.004"), ("by-hand-2", "0.006")] {
        let linkID = try #require(OrderLinkID(id))
        _ = try await client.place(
          OrderRequest(
            symbol: proposal.symbol, side: .sell, type: .market, quantity: try Fixture.value(part), linkID: linkID, reduceOnly: true))
        _ = try await bench.watcher.step()
      }
      try await bench.run(bench.watcher, until: "the trade is closed") { try await bench.status(proposal) == "closed" }
      let closed = try #require(try await published(TradeClosed.self, bench.database).first)
      #expect(closed.reason == .manual)
      let booked = try await client.closedPnL(proposal.symbol)
      #expect(booked.count == 2)
      #expect(closed.realizedPnL == booked.reduce(.zero) { $0 + $1.pnl })
    }
  }

  @Test("After the end the symbol is free for the next trade, whose end does not see the first one's fills")
  func nextTrade() async throws {
    try await Bench.open { bench in
      var profits: [Money] = []
      for price in ["62100", "58000"] {
        await bench.venue.setPrice("BTCUSDT", "60000")
        let proposal = try Fixture.proposal()
        try await bench.confirm(proposal)
        try await bench.reachesOpen(proposal)
        await bench.venue.setPrice("BTCUSDT", price)
        try await bench.run(bench.watcher, until: "the trade is closed") { try await bench.status(proposal) == "closed" }
        profits = try await published(TradeClosed.self, bench.database).map(\.realizedPnL)
      }
      let booked = try await bench.exchange.verified().closedPnL().map(\.pnl)
      #expect(profits.count == 2)
      #expect(profits == booked)
    }
  }
}
