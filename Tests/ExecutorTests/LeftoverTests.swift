import Bybit
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Orders that are left behind are cancelled, and only those.
@Suite(.serialized) struct LeftoverTests {
  /// A resting limit order, far from the market.
  private static func rest(_ linkID: String, _ bench: Bench) async throws -> String {
    let order = OrderRequest(
      symbol: try Fixture.symbol(), side: .buy, type: .limit(try Fixture.value("50000")), quantity: try Fixture.value("0.01"),
      linkID: try #require(OrderLinkID(linkID)))
    return try await bench.exchange.verified().place(order).orderID
  }

  private static func ask(_ orderID: String, _ bench: Bench, _ symbol: Symbol? = nil) async throws -> CancelLeftover.Reply {
    try await CancelLeftoverHandler(database: bench.database, exchange: bench.exchange, time: bench.clock.source)
      .answer(CancelLeftover(symbol: try symbol ?? Fixture.symbol(), exchangeOrderID: orderID))
  }

  private static func open(_ bench: Bench) async throws -> Int {
    try await bench.exchange.verified().openOrders(try Fixture.symbol()).count
  }

  @Test("An order of ours that no trade is behind is cancelled; asking again is harmless")
  func cancelled() async throws {
    try await Bench.open { bench in
      let order = try await Self.rest(try #require(LinkID.make(.random(), .entry, ordinal: 0)).description, bench)
      #expect(try await Self.open(bench) == 1)
      #expect(try await Self.ask(order, bench).accepted)
      try await eventually("it is gone") { try await Self.open(bench) == 0 }
      #expect(try await Self.ask(order, bench).message == "the order is gone already")
    }
  }

  @Test("Someone else's order is not touched, nor any order on a symbol with a live trade")
  func kept() async throws {
    try await Bench.open { bench in
      let foreign = try await Self.rest("by-hand-9", bench)
      #expect(try await !Self.ask(foreign, bench).accepted)
      // A break-out that somebody waits for.
      await bench.venue.trade("ETHUSDT", .buy, "0.1", #","triggerPrice":"3300","triggerDirection":1"#)
      let ether = try Fixture.symbol("ETHUSDT")
      let conditional = try #require(try await bench.exchange.verified().openOrders(ether).first)
      #expect(conditional.stopOrderType == "Stop")
      #expect(try await !Self.ask(conditional.orderID, bench, ether).accepted)
      #expect(try await bench.exchange.verified().openOrders(ether).count == 1)
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      let ours = try await Self.rest(try #require(LinkID.make(.random(), .entry, ordinal: 0)).description, bench)
      #expect(try await !Self.ask(ours, bench).accepted)
      #expect(try await Self.open(bench) == 2)
    }
  }
}
