import Bybit
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// What others do to a position of ours on the real paper exchange, and what the books say then.
@Suite(.serialized) struct BehindTheBackTests {
  /// What happens to a long of 0.037 BTCUSDT.
  enum Event: String, CaseIterable, Sendable {
    case closedByHand, reducedThenClosed, addedThenClosed, turnedAround, liquidated, liquidatedByPrice

    var reason: CloseReason { self == .liquidated || self == .liquidatedByPrice ? .liquidation : .manual }
  }

  @Test("Whatever is done to it, the trade ends with the right reason and the exchange's own result", arguments: Event.allCases)
  func ends(_ event: Event) async throws {
    try await Bench.open { bench in
      let client = try await bench.exchange.verified()
      let before = try await client.wallet().walletBalance
      let proposal = try await ManualCloseTests.opened(bench)
      switch event {
      case .closedByHand: await bench.venue.trade("BTCUSDT", .sell, "0.037")
      case .reducedThenClosed:
        await bench.venue.trade("BTCUSDT", .sell, "0.007")
        await bench.venue.trade("BTCUSDT", .sell, "0.03")
      case .addedThenClosed:
        await bench.venue.setPrice("BTCUSDT", "60500")
        await bench.venue.trade("BTCUSDT", .buy, "0.1")
        await bench.venue.trade("BTCUSDT", .sell, "0.137")
      case .turnedAround: await bench.venue.trade("BTCUSDT", .sell, "0.1")
      case .liquidated: await bench.venue.control("/control/liquidate")
      case .liquidatedByPrice:
        // 100,000 USDT hold about 900,000 of Ether; a tenth less is more than the account has.
        await bench.venue.trade("ETHUSDT", .buy, "300")
        await bench.venue.setPrice("ETHUSDT", "2400")
      }
      try await bench.reachesClosed(proposal)

      let closed = try #require(try await published(TradeClosed.self, bench.database).first)
      #expect(closed.reason == event.reason)
      let story = try await bench.story(proposal)
      #expect(story.ledger.reduce(.zero) { $0 + $1.amount } == closed.realizedPnL)
      let exchange = try await client.closedPnL(proposal.symbol).reduce(Money.zero) { $0 + $1.pnl }
      // A fill that is shared between two positions has its fee rounded once for each.
      let tolerance: Money = event == .turnedAround ? try Fixture.value("0.00000001") : .zero
      #expect((closed.realizedPnL - exchange).magnitude <= tolerance, "\(closed.realizedPnL) and \(exchange)")
      switch event {
      case .turnedAround:
        #expect(try await bench.venue.position("BTCUSDT").size == "0.063", "what is left is somebody's, and not touched")
        #expect(closed.quantity.description == "0.037")
        #expect(bench.reducing == 0)
      case .liquidatedByPrice: #expect(try await bench.venue.position("ETHUSDT").size == "0")
      case .closedByHand, .reducedThenClosed, .addedThenClosed, .liquidated:
        #expect(closed.realizedPnL == (try await client.wallet().walletBalance) - before)
      }
    }
  }

  @Test("An account in hedge mode gets no entry")
  func hedgeMode() async throws {
    try await Bench.open { bench in
      // The exchange refuses to leave hedge mode while a position is open.
      bench.venue.disturb { request, _ in request.path == "/v5/position/switch-mode" ? .retCode(110_024) : .pass }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "the trade is rejected") { try await bench.status(proposal) == "rejected" }
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["positionMode"])
      #expect(bench.creates == 0)
    }
  }
}
