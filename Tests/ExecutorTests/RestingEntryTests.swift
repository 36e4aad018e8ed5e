import Bybit
import Database
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Entries that rest in the book of the real paper exchange.
@Suite(.serialized) struct RestingEntryTests {
  @Test("It rests at the analysed entry, fills there as a maker when the price comes, and opens protected")
  func fills() async throws {
    try await Bench.open(Resting.limit()) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      #expect(try await Resting.openOrders(bench).map { $0.price?.description } == ["59990"])
      #expect(try await bench.exchange.verified().positions().isEmpty)
      await bench.venue.setPrice("BTCUSDT", "59990")
      try await bench.reachesOpen(proposal)
      let opened = try #require(try await published(TradeOpened.self, bench.database).first)
      #expect(opened.entryPrice.description == "59990" && opened.quantity == proposal.quantity)
      // 0.02 % of 599.9.
      #expect(opened.fee.description == "0.11998")
      try await Resting.holds("0.01", bench)
      #expect(bench.creates == 1)
    }
  }

  @Test("What does not fill in time is cancelled, and the trade ends as not filled with nothing left behind")
  func timesOut() async throws {
    try await Bench.open(Resting.limit()) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      bench.clock.advance(by: Resting.patience)
      try await Resting.ends(proposal, bench)
      #expect(try await bench.status(proposal) == "cancelled")
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["notFilled"])
      #expect(try await Resting.openOrders(bench).isEmpty)
      #expect(try await bench.exchange.verified().positions().isEmpty)
      #expect(bench.venue.count("/v5/order/cancel") == 1 && bench.creates == 1)
    }
  }

  @Test("It follows the best price as often as configured, in one and the same order", arguments: [Side.buy, .sell])
  func chases(_ side: Side) async throws {
    try await Bench.open(Resting.limit(chases: 2)) { bench in
      let proposal = try Resting.proposal(side: side, entry: side == .buy ? "59990" : "60010")
      try await Resting.rests(proposal, bench)
      let first = try #require(try await Resting.openOrders(bench).first)
      bench.clock.advance(by: Resting.patience)
      // One tick from the last price is the best of the own side.
      let best = side == .buy ? "59999.9" : "60000.1"
      try await bench.run(bench.entries, until: "it follows") {
        try await Resting.openOrders(bench).map { $0.price?.description } == [best]
      }
      #expect(try await Resting.openOrders(bench).map(\.orderID) == [first.orderID])
      await bench.venue.setPrice("BTCUSDT", side == .buy ? "59999" : "60001")
      try await bench.reachesOpen(proposal)
      #expect(try await published(TradeOpened.self, bench.database).first?.entryPrice.description == best)
      #expect(bench.creates == 1 && bench.venue.count("/v5/order/amend") == 1)
    }
  }

  @Test("After the last chase it is cancelled; it never goes beyond the drift of the analysed entry")
  func chaseEnds() async throws {
    try await Bench.open(Resting.limit(chases: 1)) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      // Half an ATR of 500 above 59990 is 60240.
      await bench.venue.setPrice("BTCUSDT", "60240")
      bench.clock.advance(by: Resting.patience)
      try await bench.run(bench.entries, until: "it follows") {
        try await Resting.openOrders(bench).map { $0.price?.description } == ["60239.9"]
      }
      bench.clock.advance(by: Resting.patience)
      try await Resting.ends(proposal, bench, as: "notFilled")
    }
  }

  @Test("A price that leaves the drift withdraws a resting entry at once")
  func drifts() async throws {
    try await Bench.open(Resting.limit(chases: 5)) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      await bench.venue.setPrice("BTCUSDT", "60241")
      try await Resting.ends(proposal, bench, as: "priceDrift")
    }
  }

  @Test("A halt cancels what rests, and the trade ends as halted")
  func halted() async throws {
    try await Bench.open(Resting.limit(chases: 5)) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      try await bench.halt()
      try await Resting.ends(proposal, bench, as: "halted")
    }
  }

  @Test("A quarantine cancels what rests, and the trade ends as quarantined")
  func quarantined() async throws {
    try await Bench.open(Resting.limit(chases: 5)) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      try await bench.quarantine(proposal)
      try await Resting.ends(proposal, bench, as: "quarantined")
    }
  }

  @Test("Nothing rests when the cycle ends, and none is sent that would be cancelled at once")
  func cycleEnds() async throws {
    try await Bench.open(Resting.limit(chases: 5)) { bench in
      let resting = try Resting.proposal()
      try await Resting.rests(resting, bench)
      // It ends there and then, before the end of the cycle: the clock goes no further.
      bench.clock.advance(by: resting.enterBy - bench.clock.now - .milliseconds(800))
      bench.clock.stop()
      try await Resting.ends(resting, bench)
      #expect(bench.clock.now < resting.enterBy, "before the end, not after it")
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["expired"])
      #expect(try await Resting.openOrders(bench).isEmpty)
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
      try await Resting.holds("0.833", bench)
      #expect(
        bench.venue.count("/v5/order/create") { $0.body.contains(#""slippageToleranceType":"Percent","slippageTolerance":"0.01""#) } == 1)
    }
  }

  @Test("The stop of an entry is read back within a second of its first fill", arguments: [EntryPolicy.Kind.market, .limit])
  func readBackInTime(_ kind: EntryPolicy.Kind) async throws {
    let policy = EntryPolicy(kind: kind, slippage: .ticks(10_000), patience: Resting.patience, chases: 0)
    let measured = Shared<[Int64]>([])
    for _ in 1...3 {
      try await Bench.open(policy) { bench in
        let proposal = try Resting.proposal()
        try await bench.confirm(proposal)
        try await bench.run(bench.entries, until: "the order is acknowledged") { try await bench.orderState(proposal) == .acknowledged }
        if kind == .limit { await bench.venue.setPrice("BTCUSDT", "59990") }
        try await bench.reachesOpen(proposal)
        let milliseconds = try #require(try await published(TradeOpened.self, bench.database).first?.unprotectedMilliseconds)
        #expect(try await bench.story(proposal).unprotectedMilliseconds == milliseconds)
        measured.value.withLock { $0.append(milliseconds) }
      }
    }
    let milliseconds = measured.value.withLock { $0.sorted() }
    print("stop of a \(kind.rawValue) entry read back after \(milliseconds) ms")
    // A busy machine may hold up one or the other, but not the executor each of them.
    #expect(milliseconds.allSatisfy { $0 >= 0 } && milliseconds[0] < 1000)
  }
}
