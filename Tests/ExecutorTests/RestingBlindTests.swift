import Bybit
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Resting entries while the market, the instruments or the orders cannot be read: what must not rest is cancelled all the same.
@Suite(.serialized) struct RestingBlindTests {
  enum End: String, CaseIterable, Sendable { case halted, quarantined, expired, notFilled, priceDrift }

  private static func come(_ end: End, _ proposal: TradeProposal, _ bench: Bench) async throws {
    switch end {
    case .halted: try await bench.halt()
    case .quarantined: try await bench.quarantine(proposal)
    case .expired: bench.clock.advance(by: proposal.enterBy - bench.clock.now - .milliseconds(800))
    case .notFilled: bench.clock.advance(by: Resting.patience)
    case .priceDrift: await bench.venue.setPrice("BTCUSDT", "60241")
    }
  }

  @Test("After a restart without instruments an entry that rests is withdrawn for each reason", arguments: End.allCases)
  func withoutInstruments(_ end: End) async throws {
    try await Bench.open(Resting.limit(chases: 5)) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      bench.venue.disturb { request, _ in request.path == "/v5/market/instruments-info" ? .retCode(10_001) : .pass }
      let restarted = bench.restartedEntries(Resting.limit(chases: 5))
      try await Self.come(end, proposal, bench)
      try await bench.run(restarted, until: "the trade is decided") { try await bench.status(proposal) != "pending" }
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == [end.rawValue])
      #expect(try await Resting.openOrders(bench).isEmpty)
    }
  }

  @Test("A delisted symbol does not keep an entry in the book", arguments: [End.halted, .expired, .notFilled])
  func delisted(_ end: End) async throws {
    try await Bench.open(Resting.limit(chases: 5)) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      bench.venue.disturb { request, _ in request.path.hasPrefix("/v5/market/") ? .retCode(10_001) : .pass }
      let restarted = bench.restartedEntries(Resting.limit(chases: 5))
      try await Self.come(end, proposal, bench)
      try await bench.run(restarted, until: "the trade is decided") { try await bench.status(proposal) != "pending" }
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == [end.rawValue])
    }
  }

  @Test(
    "While orders cannot be read, what must not rest is cancelled once by its link id", arguments: [End.halted, .quarantined, .expired])
  func withoutOrders(_ end: End) async throws {
    try await Bench.open(Resting.limit(chases: 5)) { bench in
      let proposal = try Resting.proposal()
      try await Resting.rests(proposal, bench)
      bench.venue.disturb { request, _ in
        request.path == "/v5/order/realtime" || request.path == "/v5/order/history" ? .retCode(10_001) : .pass
      }
      try await Self.come(end, proposal, bench)
      try await bench.run(bench.entries, until: "it is cancelled") { bench.venue.count("/v5/order/cancel") == 1 }
      for _ in 0..<3 {
        guard case .idle(let until?) = try await bench.entries.step() else {
          Issue.record("it is looked at again soon, however often that fails")
          continue
        }
        #expect(until <= bench.clock.now + .milliseconds(500))
      }
      #expect(try await bench.status(proposal) == "pending", "what became of it is not known")
      bench.venue.disturb { _, _ in .pass }
      try await Resting.ends(proposal, bench, as: end.rawValue)
      #expect(bench.venue.count("/v5/order/cancel") == 1)
    }
  }

  @Test("A part without a stop is closed after a restart without instruments, and the rest is withdrawn")
  func unprotectedPart() async throws {
    try await Bench.open(Resting.limit()) { bench in
      let proposal = try Resting.large()
      try await Resting.rests(proposal, bench)
      bench.venue.disturb { request, _ in
        switch request.path {
        case "/v5/position/trading-stop", "/v5/market/instruments-info": .retCode(10_001)
        case "/v5/position/list": .rewrite(ProtectionTests.unprotected)
        default: .pass
        }
      }
      await bench.venue.setPrice("BTCUSDT", "59990")
      try await eventually("a part has filled") { try await bench.venue.position("BTCUSDT").size != "0" }
      await bench.venue.setPrice("BTCUSDT", "60100")
      try #require(try await Resting.openOrders(bench).count == 1, "the rest waits")
      let restarted = bench.restartedEntries(Resting.limit())
      try await bench.run(restarted, until: "the trade is open") { try await bench.status(proposal) == "open" }
      try await bench.reachesClosed(proposal)
      bench.venue.disturb { _, _ in .pass }
      #expect(try await Resting.openOrders(bench).isEmpty)
      #expect(try await bench.exchange.verified().positions().isEmpty)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.flattened])
    }
  }

  @Test("A part that the positions do not show yet is not taken for closed: the rest goes on waiting")
  func partNotShown() async throws {
    try await Bench.open(Resting.limit()) { bench in
      let proposal = try Resting.large()
      try await Resting.rests(proposal, bench)
      bench.venue.disturb { request, _ in
        request.path == "/v5/position/list" ? .rewrite { $0.replacing(#/"size":"[0-9.]+"/#, with: #""size":"0""#) } : .pass
      }
      await bench.venue.setPrice("BTCUSDT", "59990")
      let before = bench.venue.count("/v5/position/list")
      try await bench.run(bench.entries, until: "three looks at the part") { bench.venue.count("/v5/position/list") >= before + 3 }
      #expect(try await bench.journal.order(proposal.proposalID.trade, .entry)?.withdrawal == nil)
      #expect(bench.venue.count("/v5/order/cancel") == 0)
      bench.venue.disturb { _, _ in .pass }
      try await bench.run(bench.entries, until: "the stop of the part is read back") {
        try await bench.journal.order(proposal.proposalID.trade, .entry)?.protectedAt != nil
      }
      #expect(try await bench.journal.order(proposal.proposalID.trade, .entry)?.withdrawal == nil)
    }
  }
}
