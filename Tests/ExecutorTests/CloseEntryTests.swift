import Bybit
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// A close that is asked for while the entry has not ended: what rests is withdrawn, what fills is closed, and what has not left stays.
@Suite(.serialized) struct CloseEntryTests {
  @Test("An entry that has not left ends at once, without the exchange")
  func notLeft() async throws {
    try await Bench.open { bench in
      let (fresh, intended) = (try Fixture.proposal(), try Fixture.proposal(symbol: "ETHUSDT", quantity: "1", entry: "3000"))
      try await bench.confirm(fresh)
      try await bench.confirm(intended)
      _ = try await bench.stored(intended, .intended)
      for proposal in [fresh, intended] {
        let reply = try await bench.askToClose(proposal)
        #expect(reply.accepted && reply.message.contains("had not left yet and is withdrawn"), "\(reply.message)")
        #expect(try await bench.status(proposal) == "cancelled")
      }
      let failed = try await published(TradeFailed.self, bench.database)
      #expect(failed.map(\.reason) == ["withdrawn", "withdrawn"] && failed.allSatisfy { $0.message.contains("ada") })
      for _ in 0..<2 { _ = try await bench.entries.step() }
      #expect(bench.gate.asked == 0 && bench.creates == 0)
      let late = try await bench.askToClose(fresh)
      #expect(!late.accepted && late.message.contains("over already: cancelled, withdrawn"), "\(late.message)")
    }
  }

  @Test("An entry that rests is withdrawn like at a halt, and the request ends with its trade")
  func rests() async throws {
    try await Bench.open(Resting.limit(chases: 5)) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      let reply = try await bench.askToClose(proposal, expecting: proposal.quantity)
      #expect(reply.accepted && reply.message.contains("what rests of it is withdrawn"), "\(reply.message)")
      #expect(try await bench.askToClose(proposal).message.contains("already, asked for by ada"))
      try await Resting.ends(proposal, bench, as: "withdrawn")
      try await bench.finishesClose(proposal)
      #expect(bench.reducing == 0 && bench.venue.count("/v5/order/cancel") == 1)
    }
  }

  @Test("While orders cannot be read, what rests is cancelled once by its link id")
  func blind() async throws {
    try await Bench.open(Resting.limit(chases: 5)) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      bench.venue.disturb { request, _ in
        request.path == "/v5/order/realtime" || request.path == "/v5/order/history" ? .retCode(10_001) : .pass
      }
      try await bench.askToClose(proposal)
      try await bench.run(bench.entries, until: "it is cancelled") { bench.venue.count("/v5/order/cancel") == 1 }
      bench.venue.disturb { _, _ in .pass }
      try await Resting.ends(proposal, bench, as: "withdrawn")
    }
  }

  @Test("Of an entry that has filled in part the rest is withdrawn and the part is closed")
  func part() async throws {
    try await Bench.open(Resting.limit()) { bench in
      let proposal = try Resting.proposal("2")
      try await Resting.rests(proposal, bench)
      await bench.venue.setPrice("BTCUSDT", "59990")
      try await bench.run(bench.entries, until: "the stop of the first part is read back") {
        try await bench.journal.order(proposal.proposalID.trade, .entry)?.protectedAt != nil
      }
      #expect(try await bench.askToClose(proposal).accepted)
      try await bench.reachesOpen(proposal)
      try await bench.finishesClose(proposal)
      #expect(try await Resting.openOrders(bench).isEmpty)
      #expect(try await bench.exchange.verified().positions().isEmpty)
      let closed = try await published(TradeClosed.self, bench.database)
      #expect(closed.map(\.reason) == [.manual])
      #expect(try #require(closed.first).quantity < proposal.quantity)
    }
  }

  @Test("An entry whose outcome is unknown is said to be so; what has arrived and filled is closed")
  func unknownOutcome() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, _ in
        request.path == "/v5/order/create" && !request.body.contains("reduceOnly") ? .loseReply : .pass
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "it is sent") { try await bench.orderState(proposal) == .sending }
      let reply = try await bench.askToClose(proposal)
      #expect(reply.accepted && reply.message.contains("its outcome is not known yet"), "\(reply.message)")
      #expect(try await bench.status(proposal) == "pending", "what may have left is followed")
      try await bench.reachesOpen(proposal)
      try await bench.finishesClose(proposal)
      #expect(bench.creates == 2 && bench.reducing == 1)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.manual])
    }
  }
}
