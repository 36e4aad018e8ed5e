import Messages
import Model
import TestKit
import Testing

@testable import Executor

@Suite(.serialized) struct HaltTests {
  private func halt(_ level: HaltLevel = .halted, flatten: Bool = false) -> TradingHalted {
    TradingHalted(level: level, reason: "asked", message: "halted by ann", flatten: flatten, decidedBy: "ann")
  }

  private func expectEnded(_ proposal: TradeProposal, _ bench: Bench) async throws {
    #expect(try await bench.status(proposal) == "cancelled")
    let failed = try await published(TradeFailed.self, bench.database)
    #expect(failed.map(\.tradeID) == [proposal.proposalID.trade])
    #expect(failed.map(\.reason) == ["halted"] && failed.map(\.message) == ["halted by ann"])
    for _ in 0..<3 { _ = try await bench.entries.step() }
    #expect(bench.creates == 0)
    #expect(try await published(TradeFailed.self, bench.database).count == 1)
  }

  @Test("A halt ends a trade that has not asked the gate yet, once")
  func beforeTheGate() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      for _ in 0..<2 { try await deliver(halt(), to: TradingHaltedHandler(), bench.database) }
      try await expectEnded(proposal, bench)
      #expect(bench.gate.asked == 0)
    }
  }

  @Test("A halt ends a trade whose entry is intended and not sent")
  func intended() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      _ = try await bench.entries.step()
      #expect(try await bench.orderState(proposal) == .intended)
      try await deliver(halt(), to: TradingHaltedHandler(), bench.database)
      #expect(try await bench.orderState(proposal) == .failed)
      try await expectEnded(proposal, bench)
    }
  }

  @Test("A halt between the gate's yes and the intent leaves no intent behind")
  func betweenGateAndIntent() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      let trade = try #require(try await bench.journal.trades(.pending).first)
      try await deliver(halt(), to: TradingHaltedHandler(), bench.database)
      try await bench.journal.intend(trade, .entry, side: .buy, quantity: proposal.quantity)
      #expect(try await bench.orderState(proposal) == nil)
      try await expectEnded(proposal, bench)
    }
  }

  @Test("An entry that may have left is followed to its protected position, whatever was halted")
  func sent() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "the entry has left") {
        let state = try await bench.orderState(proposal)
        return state == .sending || state == .acknowledged
      }
      try await deliver(halt(), to: TradingHaltedHandler(), bench.database)
      try await bench.reachesOpen(proposal)
      try await deliver(halt(), to: TradingHaltedHandler(), bench.database)
      #expect(try await bench.status(proposal) == "open")
      #expect(try await published(TradeFailed.self, bench.database).isEmpty)
    }
  }

  @Test("A pause ends nothing; the wish to close positions is kept once an event")
  func pauseAndFlatten() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await deliver(halt(.paused), to: TradingHaltedHandler(), bench.database)
      #expect(try await bench.status(proposal) == "pending")
      let event = EventID.random()
      for _ in 0..<2 { try await deliver(halt(flatten: true), to: TradingHaltedHandler(), bench.database, id: event) }
      let halts = try await bench.database.transaction { transaction in
        try transaction.execute("SELECT flatten FROM halts").map { try $0.read("flatten", as: Bool.self) }
      }
      #expect(halts == [true])
    }
  }

  @Test("A halt that flattens closes what is open at once, and what was on its way as soon as it is a trade")
  func flattens() async throws {
    try await Bench.open { bench in
      let open = try Fixture.proposal()
      try await bench.confirm(open)
      try await bench.reachesOpen(open)
      let entering = try Fixture.proposal(symbol: "ETHUSDT", quantity: "0.1", entry: "3000", stop: "2900", target: "3200")
      try await bench.confirm(entering)
      try await bench.run(bench.entries, until: "it may have left") { try await bench.orderState(entering) == .acknowledged }
      for _ in 0..<2 { try await deliver(halt(flatten: true), to: TradingHaltedHandler(), bench.database) }

      // The entry does not move; the other trade does not wait for it.
      try await bench.finishesClose(open)
      #expect(try await bench.status(entering) == "pending")
      try await bench.reachesOpen(entering)
      try await bench.finishesClose(entering)
      #expect(try await bench.exchange.verified().positions().isEmpty)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.flattened, .flattened])
    }
  }

  @Test("What is confirmed after trading was resumed is not closed by the halt before, though an entry of then is still on its way")
  func afterResume() async throws {
    try await Bench.open { bench in
      let entering = try Fixture.proposal(symbol: "ETHUSDT", quantity: "0.1", entry: "3000", stop: "2900", target: "3200")
      try await bench.confirm(entering)
      try await bench.run(bench.entries, until: "it may have left") { try await bench.orderState(entering) == .acknowledged }
      try await deliver(halt(flatten: true), to: TradingHaltedHandler(), bench.database)
      let later = try Fixture.proposal()
      try await bench.confirm(later)
      try await bench.reachesOpen(later)
      #expect(try await bench.journal.closeRequests().map(\.trade.proposal.symbol) == [entering.symbol])
    }
  }
}
