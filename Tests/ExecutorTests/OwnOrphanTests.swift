import Bybit
import Foundation
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// A position that entries of ours alone have made, without a trade: it gets its stop, or it is flattened (DESIGN §6.2). What anybody else
/// has put there is never closed.
@Suite(.serialized) struct OwnOrphanTests {
  /// Buys 0.02 by an entry of ours that nobody remembers.
  static func orphan(_ bench: Bench, stop: String? = "59000") async throws -> TradeID {
    let tradeID = TradeID.random()
    let order = OrderRequest(
      symbol: try Fixture.symbol(), side: .buy, type: .market, quantity: try Fixture.value("0.02"),
      linkID: try #require(LinkID.make(tradeID, .entry, ordinal: 0)), takeProfit: try stop.map { _ in try Fixture.value("62000") },
      stopLoss: try stop.map { try Fixture.value($0) })
    _ = try await bench.exchange.verified().place(order)
    try await eventually("it is filled") { try await bench.venue.position("BTCUSDT").size == "0.02" }
    return tradeID
  }

  private static func loseStop(_ bench: Bench) async throws {
    let zero: Price = .zero
    try await bench.exchange.verified().setTradingStop(try Fixture.symbol(), takeProfit: zero, stopLoss: zero)
  }

  private static func trade(_ id: TradeID, _ bench: Bench) async throws -> TradeStory {
    try #require(try await GetTradeStoryHandler(database: bench.database).answer(GetTradeStory(tradeID: id)).story)
  }

  private static func isFlattened(_ tradeID: TradeID, _ bench: Bench) async throws {
    try await bench.run(bench.closes, until: "the trade is closed") {
      _ = try await bench.watcher.step()
      return try await trade(tradeID, bench).trade.status == .closed
    }
    #expect(try await bench.venue.position("BTCUSDT").size == "0")
    let story = try await trade(tradeID, bench)
    #expect(story.trade.reason == "flattened" && story.trade.adoptedBy == "reconciliation")
    #expect(story.orders.map { $0.linkID.prefix(4) } == ["atf0"])
    #expect(try await published(TradeUnprotected.self, bench.database).map(\.outcome) == [.flattening])
    let change = try await bench.exchange.verified().wallet().walletBalance - (try Fixture.value("100000"))
    #expect(story.trade.realizedPnL == change && story.ledger.reduce(.zero) { $0 + $1.amount } == change)
  }

  enum Obstacle: CaseIterable, Sendable { case refused, passed, unknown }

  @Test(
    "Its stop cannot be set, was passed, or is not known: flattened by one order of ours, and the books have it",
    arguments: Obstacle.allCases)
  func flattens(_ obstacle: Obstacle) async throws {
    try await Bench.open { bench in
      let tradeID = try await Self.orphan(bench, stop: obstacle == .unknown ? nil : "59000")
      if obstacle != .unknown { try await Self.loseStop(bench) }
      let before = bench.venue.count("/v5/position/trading-stop")
      switch obstacle {
      case .refused: bench.venue.disturb { request, _ in request.path == "/v5/position/trading-stop" ? .retCode(10_001) : .pass }
      case .passed: await bench.venue.setPrice("BTCUSDT", "58900")
      case .unknown: break
      }
      let reply = try await AdoptionTests.resolve(bench)
      #expect(reply.outcome == .adopted && reply.message.contains("is flattened"), "\(reply.message)")
      #expect(bench.venue.count("/v5/position/trading-stop") - before == (obstacle == .refused ? PositionAdopter.tries : 0))
      #expect(try await ListQuarantinesHandler(database: bench.database).answer(ListQuarantines()).quarantines.isEmpty)
      try await Self.isFlattened(tradeID, bench)
      #expect(try await AdoptionTests.resolve(bench, observedAt: 2).outcome == .unchanged)
    }
  }

  @Test("A stop that can be set the second time is set, and nothing is closed")
  func secondTry() async throws {
    try await Bench.open { bench in
      let tradeID = try await Self.orphan(bench)
      try await Self.loseStop(bench)
      let first = bench.venue.count("/v5/position/trading-stop") + 1
      bench.venue.disturb { request, number in
        request.path == "/v5/position/trading-stop" && number == first ? .retCode(10_001) : .pass
      }
      #expect(try await AdoptionTests.resolve(bench).outcome == .adopted)
      #expect(try await bench.venue.position("BTCUSDT").stop == "59000")
      #expect(try await Self.trade(tradeID, bench).trade.status == .open)
      #expect(try await bench.journal.closeRequests().isEmpty)
    }
  }

  @Test("While the executions cannot be read, nothing is closed")
  func unreadable() async throws {
    try await Bench.open { bench in
      _ = try await Self.orphan(bench, stop: nil)
      bench.venue.disturb { request, _ in request.path == "/v5/execution/list" ? .retCode(10_001) : .pass }
      await #expect(throws: (any Error).self) { try await AdoptionTests.resolve(bench) }
      #expect(try await bench.journal.closeRequests().isEmpty)
      #expect(try await bench.venue.position("BTCUSDT").size == "0.02")
    }
  }

  @Test("What somebody adds before the order leaves stays")
  func capped() async throws {
    try await Bench.open { bench in
      let tradeID = try await Self.orphan(bench, stop: nil)
      #expect(try await AdoptionTests.resolve(bench).outcome == .adopted)
      await bench.venue.trade("BTCUSDT", .buy, "0.01")
      try await bench.run(bench.closes, until: "ours is sold") { try await bench.venue.position("BTCUSDT").size == "0.01" }
      bench.clock.advance(by: CloseWorker.positionLag)
      for _ in 0..<4 { _ = try await bench.closes.step() }
      #expect(try await bench.venue.position("BTCUSDT").size == "0.01" && bench.reducing == 1)
      #expect(try await Self.trade(tradeID, bench).orders.map(\.quantity.description) == ["0.02"])
    }
  }
}
