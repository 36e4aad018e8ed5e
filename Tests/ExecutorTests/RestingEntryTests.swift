import Bybit
import Database
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Entries that rest in the book of the real paper exchange.
@Suite(.serialized) struct RestingEntryTests {
  private static func limit(chases: Int = 0) -> EntryPolicy {
    EntryPolicy(kind: .limit, slippage: .ticks(1), patience: .seconds(10), chases: chases)
  }

  /// Ten below the market, which stands at 60000.
  private static func proposal(_ quantity: String = "0.01", side: Side = .buy, entry: String = "59990") throws -> TradeProposal {
    try Fixture.proposal(
      side: side, quantity: quantity, entry: entry, stop: side == .buy ? "59000" : "61000", target: side == .buy ? "62000" : "58000",
      enterBy: TimeSource.system.now + .seconds(600))
  }

  private static func rests(_ proposal: TradeProposal, _ bench: Bench) async throws {
    try await bench.confirm(proposal)
    try await bench.run(bench.entries, until: "the order is acknowledged") { try await bench.orderState(proposal) == .acknowledged }
  }

  private static func ends(_ proposal: TradeProposal, _ bench: Bench) async throws {
    try await bench.run(bench.entries, until: "the trade is decided") { try await bench.status(proposal) != "pending" }
  }

  /// It ends without a fill, for that reason, and nothing is left in the book.
  private static func ends(_ proposal: TradeProposal, _ bench: Bench, as reason: String) async throws {
    try await ends(proposal, bench)
    #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == [reason])
    #expect(try await openOrders(bench).isEmpty)
  }

  private static func openOrders(_ bench: Bench) async throws -> [Order] {
    try await bench.exchange.verified().openOrders().filter { $0.stopOrderType == nil }
  }

  private static func holds(_ size: String, _ bench: Bench) async throws {
    let position = try await bench.venue.position("BTCUSDT")
    #expect(position.size == size && position.stop == "59000")
  }

  @Test("It rests at the analysed entry, fills there as a maker when the price comes, and opens protected")
  func fills() async throws {
    try await Bench.open(Self.limit()) { bench in
      let proposal = try Self.proposal()
      try await Self.rests(proposal, bench)
      #expect(try await Self.openOrders(bench).map { $0.price?.description } == ["59990"])
      #expect(try await bench.exchange.verified().positions().isEmpty)
      await bench.venue.setPrice("BTCUSDT", "59990")
      try await bench.reachesOpen(proposal)
      let opened = try #require(try await published(TradeOpened.self, bench.database).first)
      #expect(opened.entryPrice.description == "59990" && opened.quantity == proposal.quantity)
      // 0.02 % of 599.9.
      #expect(opened.fee.description == "0.11998")
      try await Self.holds("0.01", bench)
      #expect(bench.creates == 1)
    }
  }

  @Test("What does not fill in time is cancelled, and the trade ends as not filled with nothing left behind")
  func timesOut() async throws {
    try await Bench.open(Self.limit()) { bench in
      let proposal = try Self.proposal()
      try await Self.rests(proposal, bench)
      bench.clock.advance(by: .seconds(10))
      try await Self.ends(proposal, bench)
      #expect(try await bench.status(proposal) == "cancelled")
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["notFilled"])
      #expect(try await Self.openOrders(bench).isEmpty)
      #expect(try await bench.exchange.verified().positions().isEmpty)
      #expect(bench.venue.count("/v5/order/cancel") == 1 && bench.creates == 1)
    }
  }

  @Test("It follows the best price as often as configured, in one and the same order", arguments: [Side.buy, .sell])
  func chases(_ side: Side) async throws {
    try await Bench.open(Self.limit(chases: 2)) { bench in
      let proposal = try Self.proposal(side: side, entry: side == .buy ? "59990" : "60010")
      try await Self.rests(proposal, bench)
      let first = try #require(try await Self.openOrders(bench).first)
      bench.clock.advance(by: .seconds(10))
      // One tick from the last price is the best of the own side.
      let best = side == .buy ? "59999.9" : "60000.1"
      try await bench.run(bench.entries, until: "it follows") {
        try await Self.openOrders(bench).map { $0.price?.description } == [best]
      }
      #expect(try await Self.openOrders(bench).map(\.orderID) == [first.orderID])
      await bench.venue.setPrice("BTCUSDT", side == .buy ? "59999" : "60001")
      try await bench.reachesOpen(proposal)
      #expect(try await published(TradeOpened.self, bench.database).first?.entryPrice.description == best)
      #expect(bench.creates == 1 && bench.venue.count("/v5/order/amend") == 1)
    }
  }

  @Test("After the last chase it is cancelled; it never goes beyond the drift of the analysed entry")
  func chaseEnds() async throws {
    try await Bench.open(Self.limit(chases: 1)) { bench in
      let proposal = try Self.proposal()
      try await Self.rests(proposal, bench)
      // Half an ATR of 500 above 59990 is 60240.
      await bench.venue.setPrice("BTCUSDT", "60240")
      bench.clock.advance(by: .seconds(10))
      try await bench.run(bench.entries, until: "it follows") {
        try await Self.openOrders(bench).map { $0.price?.description } == ["60239.9"]
      }
      bench.clock.advance(by: .seconds(10))
      try await Self.ends(proposal, bench, as: "notFilled")
    }
  }

  @Test("A price that leaves the drift withdraws a resting entry at once")
  func drifts() async throws {
    try await Bench.open(Self.limit(chases: 5)) { bench in
      let proposal = try Self.proposal()
      try await Self.rests(proposal, bench)
      await bench.venue.setPrice("BTCUSDT", "60241")
      try await Self.ends(proposal, bench, as: "priceDrift")
    }
  }

  @Test("A part that has filled is protected whole while the rest waits; after the time-out it is the trade, exact to the last digit")
  func partThenTimeOut() async throws {
    try await Bench.open(Self.limit()) { bench in
      let proposal = try Self.proposal("2")
      try await Self.rests(proposal, bench)
      await bench.venue.setPrice("BTCUSDT", "59990")
      try await bench.run(bench.entries, until: "the stop of the first part is read back") {
        try await bench.journal.order(proposal.proposalID.trade, .entry)?.protectedAt != nil
      }
      #expect(try await bench.status(proposal) == "pending")
      let position = try #require(try await bench.exchange.verified().positions(proposal.symbol).first)
      #expect(position.coveringStop == proposal.stopLoss && position.takeProfit == proposal.takeProfit)
      bench.clock.advance(by: .seconds(10))
      try await bench.reachesOpen(proposal)
      let opened = try #require(try await published(TradeOpened.self, bench.database).first)
      let held = try #require(try await bench.exchange.verified().positions(proposal.symbol).first)
      #expect(opened.quantity == held.size && held.size < proposal.quantity && held.size > .zero)
      // The exchange fills a resting order in slices of 50,000 USDT.
      let slice: Quantity = try Fixture.value("0.833")
      #expect(held.size.fixedPoint.units % slice.fixedPoint.units == 0)
      #expect(held.coveringStop == proposal.stopLoss)
      #expect(try await Self.openOrders(bench).isEmpty)
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
    try await Bench.open(Self.limit()) { bench in
      let proposal = try Self.proposal("2")
      try await Self.rests(proposal, bench)
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
      #expect(try await Self.openOrders(bench).isEmpty)
      #expect(try await bench.exchange.verified().positions().isEmpty)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.flattened])
      #expect(bench.venue.count("/v5/order/create") { !$0.body.contains("reduceOnly") } == 1)
    }
  }

  @Test("A part that is closed while the rest still waits takes the rest with it")
  func partClosed() async throws {
    try await Bench.open(Self.limit()) { bench in
      let proposal = try Self.proposal("2")
      try await Self.rests(proposal, bench)
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
      #expect(try await Self.openOrders(bench).isEmpty)
      #expect(try await bench.exchange.verified().positions().isEmpty)
    }
  }

  @Test("A cancellation that is lost, or whose answer is lost, is made good by reading the order", arguments: [true, false])
  func unclearCancel(_ arrives: Bool) async throws {
    try await Bench.open(Self.limit()) { bench in
      let proposal = try Self.proposal()
      try await Self.rests(proposal, bench)
      bench.venue.disturb { request, number in
        request.path == "/v5/order/cancel" && number == 1 ? (arrives ? .loseReply : .loseRequest) : .pass
      }
      bench.clock.advance(by: .seconds(10))
      try await Self.ends(proposal, bench, as: "notFilled")
      #expect(bench.venue.count("/v5/order/cancel") == (arrives ? 1 : 2))
    }
  }

  @Test("A fill that is faster than the cancellation is the trade")
  func fillBeatsCancel() async throws {
    try await Bench.open(Self.limit()) { bench in
      let proposal = try Self.proposal()
      try await Self.rests(proposal, bench)
      let venue = bench.venue
      venue.disturb { request, _ in
        if request.path == "/v5/order/cancel" { venue.setPriceBlocking("BTCUSDT", "59990") }
        return .pass
      }
      bench.clock.advance(by: .seconds(10))
      try await Self.ends(proposal, bench)
      #expect(try await bench.status(proposal) == "open")
      try await Self.holds("0.01", bench)
      #expect(try await published(TradeOpened.self, bench.database).map(\.quantity) == [proposal.quantity])
    }
  }

  @Test("An amendment that is lost is said again, one whose answer is lost is not counted twice", arguments: [true, false])
  func unclearAmend(_ arrives: Bool) async throws {
    try await Bench.open(Self.limit(chases: 1)) { bench in
      let proposal = try Self.proposal()
      try await Self.rests(proposal, bench)
      bench.venue.disturb { request, number in
        request.path == "/v5/order/amend" && number == 1 ? (arrives ? .loseReply : .loseRequest) : .pass
      }
      bench.clock.advance(by: .seconds(10))
      try await bench.run(bench.entries, until: "it follows") {
        try await Self.openOrders(bench).map { $0.price?.description } == ["59999.9"]
      }
      for _ in 0..<3 { _ = try await bench.entries.step() }
      #expect(bench.venue.count("/v5/order/amend") == (arrives ? 1 : 2))
      #expect(try await bench.journal.order(proposal.proposalID.trade, .entry)?.chases == 1)
    }
  }

  @Test("A halt cancels what rests, and the trade ends as halted")
  func halted() async throws {
    try await Bench.open(Self.limit(chases: 5)) { bench in
      let proposal = try Self.proposal()
      try await Self.rests(proposal, bench)
      let halt = TradingHalted(level: .halted, reason: "asked", message: "halted by ann", flatten: false, decidedBy: "ann")
      try await deliver(halt, to: TradingHaltedHandler(), bench.database)
      try await Self.ends(proposal, bench, as: "halted")
    }
  }

  @Test("A quarantine cancels what rests, and the trade ends as quarantined")
  func quarantined() async throws {
    try await Bench.open(Self.limit(chases: 5)) { bench in
      let proposal = try Self.proposal()
      try await Self.rests(proposal, bench)
      _ = try await QuarantineSymbolHandler(database: bench.database).answer(
        QuarantineSymbol(symbol: proposal.symbol, message: "mine today", decidedBy: "ann"))
      try await Self.ends(proposal, bench, as: "quarantined")
    }
  }

  @Test("Nothing rests when the cycle ends, and none is sent that would be cancelled at once")
  func cycleEnds() async throws {
    try await Bench.open(Self.limit(chases: 5)) { bench in
      let resting = try Self.proposal()
      try await Self.rests(resting, bench)
      bench.clock.advance(by: .milliseconds(599_200))
      try await Self.ends(resting, bench)
      #expect(bench.clock.now < resting.enterBy, "before the end, not after it")
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["expired"])
      #expect(try await Self.openOrders(bench).isEmpty)
      let late = try Fixture.proposal(enterBy: bench.clock.now + .milliseconds(800))
      try await bench.confirm(late)
      for _ in 0..<3 { _ = try await bench.entries.step() }
      #expect(bench.creates == 1)
    }
  }

  @Test("A market entry fills no further from the last price than its slippage allows; what did fill is the trade")
  func slippageCap() async throws {
    let policy = EntryPolicy(kind: .market, slippage: .percent(try #require(FixedPoint("0.01"))), patience: .zero, chases: 0)
    try await Bench.open(policy) { bench in
      let proposal = try Fixture.proposal(quantity: "2")
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      let opened = try #require(try await published(TradeOpened.self, bench.database).first)
      // The first level holds 50,000 USDT and costs at most 60000 + 0.01 %; the next is quoted beyond that.
      #expect(opened.quantity.description == "0.833" && opened.entryPrice.description == "60006")
      try await Self.holds("0.833", bench)
      #expect(
        bench.venue.count("/v5/order/create") { $0.body.contains(#""slippageToleranceType":"Percent","slippageTolerance":"0.01""#) } == 1)
    }
  }

  @Test("The stop of an entry is read back within a second of its first fill", arguments: [EntryPolicy.Kind.market, .limit])
  func readBackInTime(_ kind: EntryPolicy.Kind) async throws {
    let policy = EntryPolicy(kind: kind, slippage: .ticks(10_000), patience: .seconds(10), chases: 0)
    try await Bench.open(policy) { bench in
      let proposal = try Self.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "the order is acknowledged") { try await bench.orderState(proposal) == .acknowledged }
      if kind == .limit { await bench.venue.setPrice("BTCUSDT", "59990") }
      try await bench.reachesOpen(proposal)
      let milliseconds = try #require(try await published(TradeOpened.self, bench.database).first?.unprotectedMilliseconds)
      print("stop of a \(kind.rawValue) entry read back after \(milliseconds) ms")
      #expect((0..<1000).contains(milliseconds))
      #expect(try await bench.story(proposal).unprotectedMilliseconds == milliseconds)
    }
  }
}
