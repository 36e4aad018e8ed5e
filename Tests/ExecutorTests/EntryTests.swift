import Database
import Messages
import Model
import TestKit
import Testing

@testable import Executor

@Suite(.serialized) struct EntryTests {
  @Test("A confirmed proposal becomes one protected position and one trade.opened, however often the worker runs")
  func happyPath() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      for _ in 0..<5 { _ = try await bench.entries.step() }

      #expect(try await topics(bench.database) == ["order.placed", "order.filled", "trade.opened"])
      let opened = try #require(try await published(TradeOpened.self, bench.database).first)
      // One tick and 1 basis point above 60000, rounded up to the tick; the taker's fee is 0.055 %.
      #expect(opened.entryPrice.description == "60006.1")
      #expect(opened.fee.description == "0.33003355")
      #expect(opened.quantity == proposal.quantity)
      let position = try #require(try await bench.exchange.verified().positions(proposal.symbol).first)
      #expect(position.size == proposal.quantity)
      #expect(position.stopLoss == proposal.stopLoss && position.takeProfit == proposal.takeProfit)
      #expect(position.leverage == 5)
      #expect(bench.creates == 1)
      #expect(bench.gate.asked == 1)
      #expect(try await bench.orderState(proposal) == .filled)
    }
  }

  @Test("The same confirmation handled again adds no trade, no order and no event")
  func handledTwice() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      try await bench.confirm(proposal)
      _ = try await bench.entries.step()
      #expect(try await published(TradeFailed.self, bench.database).isEmpty)
      #expect(try await published(TradeOpened.self, bench.database).count == 1)
      #expect(bench.creates == 1)
    }
  }

  @Test("A second proposal on a symbol with a live trade fails, and says so")
  func symbolTaken() async throws {
    try await Bench.open { bench in
      let (first, second) = (try Fixture.proposal(), try Fixture.proposal())
      try await bench.confirm(first)
      try await bench.confirm(second)
      let failed = try await published(TradeFailed.self, bench.database)
      #expect(failed.map(\.tradeID) == [second.proposalID.trade])
      #expect(failed.first?.reason == "symbolTaken")
      #expect(try await bench.status(second) == "cancelled")
      await #expect(throws: DatabaseError.self, "the partial unique index") {
        try await bench.database.transaction {
          _ = try TradeStorage(transaction: $0).add(try Fixture.proposal(), .random(), .paper, status: .pending, reason: nil)
        }
      }
    }
  }

  @Test("A confirmation that arrives after the cycle's end fails as expired without asking anyone")
  func confirmedTooLate() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal(enterBy: TimeSource.system.now - .seconds(1))
      try await bench.confirm(proposal)
      try await bench.confirm(proposal)
      _ = try await bench.entries.step()
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["expired"])
      #expect(bench.gate.asked == 0)
      #expect(bench.creates == 0)
    }
  }

  @Test("The gate's no ends the trade as rejected, and nothing is sent")
  func gateRefuses() async throws {
    try await Bench.open { bench in
      bench.gate.set(.reply(.refused(reason: "released", message: "the slot was released")))
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "the trade ends") { try await bench.status(proposal) != "pending" }
      #expect(try await bench.status(proposal) == "rejected")
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["released"])
      #expect(bench.venue.proxy.requests.isEmpty)
    }
  }

  @Test("While the gate is silent nothing is sent, and at the cycle's end the trade fails as expired")
  func gateSilent() async throws {
    try await Bench.open { bench in
      bench.gate.set(.silence)
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      for _ in 0..<5 { _ = try await bench.entries.step() }
      #expect(bench.gate.asked == 5)
      #expect(try await topics(bench.database).isEmpty)
      bench.clock.advance(by: Fixture.cycle)
      _ = try await bench.entries.step()
      #expect(try await bench.status(proposal) == "cancelled")
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["expired"])
      #expect(bench.venue.proxy.requests.isEmpty)
    }
  }

  @Test("An exchange that comes back before the cycle's end gets the order once")
  func unreachable() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { _, _ in .loseRequest }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      await #expect(throws: (any Error).self) { for _ in 0..<3 { _ = try await bench.entries.step() } }
      #expect(try await bench.orderState(proposal) == .intended)
      bench.venue.disturb { _, _ in .pass }
      try await bench.reachesOpen(proposal)
      #expect(bench.creates == 1)
      #expect(try await published(TradeOpened.self, bench.database).count == 1)
    }
  }

  @Test("An exchange that stays away until the cycle's end: the trade fails, and its coming back sends nothing")
  func unreachableToTheEnd() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { _, _ in .loseRequest }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      await #expect(throws: (any Error).self) { for _ in 0..<3 { _ = try await bench.entries.step() } }
      bench.clock.advance(by: Fixture.cycle)
      try await bench.run(bench.entries, until: "the trade ends") { try await bench.status(proposal) != "pending" }
      bench.venue.disturb { _, _ in .pass }
      for _ in 0..<3 { _ = try await bench.entries.step() }
      #expect(try await bench.status(proposal) == "cancelled")
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["expired"])
      #expect(bench.creates == 0)
    }
  }

  @Test("An exchange that swallows a leverage call does not hold the worker until the cycle's end")
  func silentLeverage() async throws {
    try await Bench.open { bench in
      let slow = try Fixture.proposal(timeframe: .oneDay, enterBy: TimeSource.system.now + .seconds(86_400))
      let other = try Fixture.proposal(symbol: "ETHUSDT", quantity: "0.1", entry: "3000", stop: "2900", target: "3200")
      bench.venue.disturb { request, _ in
        request.path == "/v5/position/set-leverage" && request.body.contains("BTCUSDT") ? .answer(.fault(.silence)) : .pass
      }
      try await bench.confirm(slow)
      try await bench.confirm(other)
      try await bench.reachesOpen(other)
      #expect(try await bench.status(slow) == "pending")
    }
  }

  @Test(
    "A definite refusal of the order or of its leverage ends the trade as rejected",
    arguments: [
      ("/v5/order/create", 110_007), ("/v5/order/create", 10_001), ("/v5/order/create", 10_003), ("/v5/position/set-leverage", 110_013),
    ])
  func refused(_ path: String, _ code: Int) async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, _ in request.path == path ? .retCode(code) : .pass }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "the trade ends") { try await bench.status(proposal) != "pending" }
      #expect(try await bench.status(proposal) == "rejected")
      #expect(try await bench.orderState(proposal) == .failed)
      let failed = try await published(TradeFailed.self, bench.database)
      #expect(failed.map(\.reason) == [path == "/v5/order/create" ? "exchangeRefused" : "leverageRefused"])
      #expect(bench.creates == (path == "/v5/order/create" ? 1 : 0))
    }
  }

  @Test("Two replicas of a worker on one trade still make one order")
  func twoWorkers() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      let workers = [bench.entries, bench.entries, bench.entries]
      try await eventually("the trade is open") {
        await withTaskGroup(of: Void.self) { group in
          for worker in workers {
            // A worker that loses a compare-and-set throws; its loop goes on.
            group.addTask { do { _ = try await worker.step() } catch { _ = error } }
          }
        }
        return try await bench.status(proposal) == "open"
      }
      #expect(try await published(TradeOpened.self, bench.database).count == 1)
      let position = try #require(try await bench.exchange.verified().positions(proposal.symbol).first)
      #expect(position.size == proposal.quantity)
    }
  }
}
