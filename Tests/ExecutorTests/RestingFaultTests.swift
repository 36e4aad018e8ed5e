import Bybit
import Database
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Resting entries that fill in part, and whose cancellations and amendments are lost.
@Suite(.serialized) struct RestingFaultTests {
  @Test("A part that has filled is protected whole while the rest waits; after the time-out it is the trade, exact to the last digit")
  func partThenTimeOut() async throws {
    try await Bench.open(Resting.limit()) { bench in
      let proposal = try Resting.large()
      try await Resting.rests(proposal, bench)
      await bench.venue.setPrice("BTCUSDT", "59990")
      try await bench.run(bench.entries, until: "the stop of the first part is read back") {
        try await bench.journal.order(proposal.proposalID.trade, .entry)?.protectedAt != nil
      }
      #expect(try await bench.status(proposal) == "pending")
      let position = try #require(try await bench.exchange.verified().positions(proposal.symbol).first)
      #expect(position.coveringStop == proposal.stopLoss && position.takeProfit == proposal.takeProfit)
      bench.clock.advance(by: Resting.patience)
      try await bench.reachesOpen(proposal)
      let opened = try #require(try await published(TradeOpened.self, bench.database).first)
      let held = try #require(try await bench.exchange.verified().positions(proposal.symbol).first)
      #expect(opened.quantity == held.size && held.size < proposal.quantity && held.size > .zero)
      // The exchange fills a resting order in slices of 50,000 USDT.
      let slice: Quantity = try Fixture.value("0.833")
      #expect(held.size.fixedPoint.units % slice.fixedPoint.units == 0)
      #expect(held.coveringStop == proposal.stopLoss)
      #expect(try await Resting.openOrders(bench).isEmpty)
      let ledger = try await bench.story(proposal).ledger
      // 0.02 % of each slice of 0.833 × 59990.
      #expect(ledger.allSatisfy { $0.kind == .fee && $0.amount.description == "-9.994334" })
      #expect(ledger.count == Int(held.size.fixedPoint.units / slice.fixedPoint.units))
      #expect(
        try await bench.text("SELECT quantity::text AS value FROM trades WHERE id = $1::uuid", proposal).flatMap(Quantity.init) == held.size
      )
    }
  }

  @Test("A part whose stop cannot be set leads to the cancellation of the rest and to a flat position")
  func partUnprotected() async throws {
    try await Bench.open(Resting.limit()) { bench in
      let proposal = try Resting.proposal("2")
      try await Resting.rests(proposal, bench)
      bench.venue.disturb { request, _ in
        switch request.path {
        case "/v5/position/trading-stop": .retCode(10_001)
        case "/v5/position/list": .rewrite(ProtectionTests.unprotected)
        default: .pass
        }
      }
      await bench.venue.setPrice("BTCUSDT", "59990")
      try await bench.reachesOpen(proposal)
      try await bench.run(bench.watcher, until: "the trade is closed") { try await bench.status(proposal) == "closed" }
      bench.venue.disturb { _, _ in .pass }
      #expect(try await Resting.openOrders(bench).isEmpty)
      #expect(try await bench.exchange.verified().positions().isEmpty)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.flattened])
      #expect(bench.venue.count("/v5/order/create") { !$0.body.contains("reduceOnly") } == 1)
    }
  }

  @Test("A part that is closed while the rest still waits takes the rest with it")
  func partClosed() async throws {
    try await Bench.open(Resting.limit()) { bench in
      let proposal = try Resting.large()
      try await Resting.rests(proposal, bench)
      await bench.venue.setPrice("BTCUSDT", "59990")
      try await bench.run(bench.entries, until: "the stop of the first part is read back") {
        try await bench.journal.order(proposal.proposalID.trade, .entry)?.protectedAt != nil
      }
      await bench.venue.setPrice("BTCUSDT", "60100")
      let size = try #require(try await bench.exchange.verified().positions(proposal.symbol).first).size
      _ = try await bench.exchange.verified().place(
        OrderRequest(
          symbol: proposal.symbol, side: .sell, type: .market, quantity: size, linkID: try #require(OrderLinkID("by-hand")),
          reduceOnly: true))
      try await bench.reachesOpen(proposal)
      try await bench.run(bench.watcher, until: "the trade is closed") { try await bench.status(proposal) == "closed" }
      #expect(try await Resting.openOrders(bench).isEmpty)
      #expect(try await bench.exchange.verified().positions().isEmpty)
    }
  }

  @Test("A cancellation that is lost, or whose answer is lost, is made good by reading the order", arguments: [true, false])
  func unclearCancel(_ arrives: Bool) async throws {
    try await Bench.open(Resting.limit()) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      bench.venue.disturb { request, number in
        request.path == "/v5/order/cancel" && number == 1 ? (arrives ? .loseReply : .loseRequest) : .pass
      }
      bench.clock.advance(by: Resting.patience)
      try await Resting.ends(proposal, bench, as: "notFilled")
      #expect(bench.venue.count("/v5/order/cancel") == (arrives ? 1 : 2))
    }
  }

  @Test("A fill that is faster than the cancellation is the trade")
  func fillBeatsCancel() async throws {
    try await Bench.open(Resting.limit()) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      let venue = bench.venue
      venue.disturb { request, _ in
        if request.path == "/v5/order/cancel" { venue.setPriceBlocking("BTCUSDT", "59990") }
        return .pass
      }
      bench.clock.advance(by: Resting.patience)
      try await Resting.ends(proposal, bench)
      #expect(try await bench.status(proposal) == "open")
      try await Resting.holds("0.01", bench)
      #expect(try await published(TradeOpened.self, bench.database).map(\.quantity) == [proposal.quantity])
    }
  }

  @Test("An amendment that is lost is said again, one whose answer is lost is not counted twice", arguments: [true, false])
  func unclearAmend(_ arrives: Bool) async throws {
    try await Bench.open(Resting.limit(chases: 1)) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      bench.venue.disturb { request, number in
        request.path == "/v5/order/amend" && number == 1 ? (arrives ? .loseReply : .loseRequest) : .pass
      }
      bench.clock.advance(by: Resting.patience)
      try await bench.run(bench.entries, until: "it follows") {
        try await Resting.openOrders(bench).map { $0.price?.description } == ["59999.9"]
      }
      for _ in 0..<3 { _ = try await bench.entries.step() }
      #expect(bench.venue.count("/v5/order/amend") == (arrives ? 1 : 2))
      #expect(try await bench.journal.order(proposal.proposalID.trade, .entry)?.chases == 1)
    }
  }
}
