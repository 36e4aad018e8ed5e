import Bybit
import Database
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Entries that wait in the book of the paper exchange: how tests make them, and what they look at.
enum Resting {
  /// How long an entry waits at one price: longer than a test takes to look at it there.
  static let patience = Duration.seconds(120)

  static func limit(chases: Int = 0) -> EntryPolicy {
    EntryPolicy(kind: .limit, slippage: .ticks(1), patience: patience, chases: chases)
  }

  /// Ten below the market, which stands at 60000.
  static func proposal(_ quantity: String = "0.01", side: Side = .buy, entry: String = "59990", leverage: Double = 5) throws
    -> TradeProposal
  {
    try Fixture.proposal(
      side: side, quantity: quantity, entry: entry, stop: side == .buy ? "59000" : "61000", target: side == .buy ? "62000" : "58000",
      leverage: leverage)
  }

  /// So large that it fills for more than a minute once the price is there, 0.833 a second: whatever a test does meanwhile, it is a part.
  static func large() throws -> TradeProposal { try proposal("60", leverage: 50) }

  static func rests(_ proposal: TradeProposal, _ bench: Bench) async throws {
    try await bench.confirm(proposal)
    try await bench.run(bench.entries, until: "the order is acknowledged") { try await bench.orderState(proposal) == .acknowledged }
  }

  static func ends(_ proposal: TradeProposal, _ bench: Bench) async throws {
    try await bench.run(bench.entries, until: "the trade is decided") { try await bench.status(proposal) != "pending" }
  }

  /// It ends without a fill, for that reason, and nothing is left in the book.
  static func ends(_ proposal: TradeProposal, _ bench: Bench, as reason: String) async throws {
    try await ends(proposal, bench)
    #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == [reason])
    #expect(try await openOrders(bench).isEmpty)
  }

  static func openOrders(_ bench: Bench) async throws -> [Order] {
    try await bench.exchange.verified().openOrders().filter { $0.stopOrderType == nil }
  }

  static func holds(_ size: String, _ bench: Bench) async throws {
    let position = try await bench.venue.position("BTCUSDT")
    #expect(position.size == size && position.stop == "59000")
  }
}
