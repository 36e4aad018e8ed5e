import Bybit
import Messages
import Model
import TestKit
import Testing

@testable import Executor

@Suite(.serialized) struct QuarantineTests {
  @discardableResult
  private static func close(_ bench: Bench) async throws -> QuarantineSymbol.Reply {
    try await QuarantineSymbolHandler(database: bench.database).answer(
      QuarantineSymbol(symbol: try Fixture.symbol(), message: "I trade it by hand", decidedBy: "ada"))
  }

  @Test("A confirmed entry that has not left ends as quarantined, at each step before it is sent", arguments: [false, true])
  func beforeSending(isIntended: Bool) async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      if isIntended {
        bench.venue.disturb { request, _ in request.path == "/v5/position/switch-mode" ? .retCode(10_016) : .pass }
        try await bench.run(bench.entries, until: "it is intended") { try await bench.orderState(proposal) == .intended }
      }
      let reply = try await Self.close(bench)
      #expect(reply.quarantines.map(\.decidedBy) == ["ada"])
      bench.venue.disturb { _, _ in .pass }
      _ = try await bench.entries.step()
      #expect(try await bench.status(proposal) == "cancelled")
      let failed = try await published(TradeFailed.self, bench.database)
      #expect(failed.map(\.reason) == ["quarantined"])
      #expect(failed.first?.message.contains("I trade it by hand (ada") == true)
      #expect(bench.creates == 0)
    }
  }

  @Test("A quarantine that comes while the gate is asked is seen before the intent")
  func duringAuthorization() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      let trade = try #require(try await bench.journal.trades(.pending).first)
      // As if the gate had said yes to a question of before.
      try await bench.database.transaction { transaction in
        _ = try QuarantineStorage(transaction: transaction).begin(
          proposal.symbol, .asked, "now", decidedBy: "ada", observedAt: transaction.now)
      }
      try await bench.journal.intend(trade, .entry, side: proposal.side, quantity: proposal.quantity)
      #expect(try await bench.orderState(proposal) == nil)
      #expect(try await bench.status(proposal) == "cancelled")
    }
  }

  @Test("An open trade keeps its stop and is closed as ever; asking twice changes nothing; lifted, the symbol is traded again")
  func openTrade() async throws {
    try await Bench.open { bench in
      let proposal = try await ManualCloseTests.opened(bench)
      let reply = try await Self.close(bench)
      #expect(reply.message.contains("goes on, with its stop and its exits"))
      #expect(try await Self.close(bench).message.contains("already"))
      #expect(try await bench.venue.position("BTCUSDT").stop == "59000")
      try await bench.askToClose(proposal)
      try await bench.finishesClose(proposal)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.manual])

      let lift = LiftQuarantineHandler(database: bench.database)
      #expect(try await lift.answer(LiftQuarantine(symbol: proposal.symbol, decidedBy: "ada")).accepted)
      let again = try await lift.answer(LiftQuarantine(symbol: proposal.symbol, decidedBy: "ada"))
      #expect(!again.accepted && again.message == "BTCUSDT is under no quarantine")
      let next = try Fixture.proposal()
      try await bench.confirm(next)
      try await bench.reachesOpen(next)
    }
  }
}
