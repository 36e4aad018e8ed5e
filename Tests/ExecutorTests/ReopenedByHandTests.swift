import Bybit
import Logging
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Our position is stopped out while nobody looks, and a person opens one of the same side. It is not ours: the trade ends, and nothing of his
/// is set or closed.
@Suite(.serialized) struct ReopenedByHandTests {
  /// Where the market is when he buys: our stop was 59000.
  enum Reopening: CaseIterable, Sendable {
    case aboveOurStop, belowOurStop, withHisOwnStop

    var price: String { self == .belowOurStop ? "58500" : "60000" }
    var more: String { self == .withHisOwnStop ? #","stopLoss":"57000""# : "" }
    var stop: String { self == .withHisOwnStop ? "57000" : "-" }
  }

  private static func stoppedOutAndReopened(_ reopening: Reopening, _ bench: Bench) async throws -> TradeProposal {
    let proposal = try Fixture.proposal()
    try await bench.confirm(proposal)
    try await bench.reachesOpen(proposal)
    await bench.venue.setPrice("BTCUSDT", "58900")
    try await eventually("the stop has fired") { try await bench.venue.position("BTCUSDT").size == "0" }
    await bench.venue.setPrice("BTCUSDT", reopening.price)
    await bench.venue.trade("BTCUSDT", .buy, "0.02", reopening.more)
    return proposal
  }

  private static func expectLeftAlone(_ reopening: Reopening, _ bench: Bench) async throws {
    let position = try await bench.venue.position("BTCUSDT")
    #expect(position.size == "0.02" && position.stop == reopening.stop)
    #expect(bench.venue.count("/v5/position/trading-stop") == 0 && bench.reducing == 0)
    #expect(try await bench.journal.closeRequests().isEmpty)
    let closed = try await published(TradeClosed.self, bench.database)
    #expect(closed.map(\.reason) == [.stopLoss] && closed.first?.quantity.description == "0.01")
    #expect(try await published(TradeUnprotected.self, bench.database).isEmpty)
    let booked = try await bench.exchange.verified().closedPnL(try Fixture.symbol())
    #expect(booked.map(\.pnl) == closed.map(\.realizedPnL))
  }

  @Test("The keeper of stops ends the trade instead of setting a stop or closing", arguments: [Reopening.aboveOurStop, .belowOurStop])
  func keeper(_ reopening: Reopening) async throws {
    try await Bench.open { bench in
      let proposal = try await Self.stoppedOutAndReopened(reopening, bench)
      _ = try await bench.keeper.step()
      #expect(try await bench.status(proposal) == "closed")
      for _ in 0..<2 {
        _ = try await bench.keeper.step()
        _ = try await bench.closes.step()
      }
      try await Self.expectLeftAlone(reopening, bench)
    }
  }

  @Test(
    "The watcher finds it at its first look, whatever stop he has, and the position is unknown then", arguments: Reopening.allCases)
  func watcher(_ reopening: Reopening) async throws {
    try await Bench.open { bench in
      let proposal = try await Self.stoppedOutAndReopened(reopening, bench)
      _ = try await bench.watcher.step()
      #expect(try await bench.status(proposal) == "closed")
      try await Self.expectLeftAlone(reopening, bench)
      let adopter = PositionAdopter(
        journal: bench.journal, exchange: bench.exchange, time: bench.clock.source,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      let reply = try await ResolveUnknownPositionHandler(adopter: adopter).answer(
        ResolveUnknownPosition(symbol: proposal.symbol, observedAt: bench.clock.now))
      #expect(reply.outcome == .quarantined)
    }
  }

  @Test("A watcher that could not read the positions for a while looks at the executions again")
  func blindForAWhile() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      _ = try await bench.watcher.step()
      let reads = bench.venue.count("/v5/execution/list")
      for _ in 0..<3 { _ = try await bench.watcher.step() }
      #expect(bench.venue.count("/v5/execution/list") == reads, "not at each look")
      await bench.venue.setPrice("BTCUSDT", "58900")
      await bench.venue.setPrice("BTCUSDT", "60000")
      await bench.venue.trade("BTCUSDT", .buy, "0.02", Reopening.withHisOwnStop.more)
      bench.clock.advance(by: .seconds(10))
      _ = try await bench.watcher.step()
      #expect(try await bench.status(proposal) == "closed")
      try await Self.expectLeftAlone(.withHisOwnStop, bench)
    }
  }

  @Test("A close that a person asks for ends the trade and does not sell his position", arguments: Reopening.allCases)
  func askedToClose(_ reopening: Reopening) async throws {
    try await Bench.open { bench in
      let proposal = try await Self.stoppedOutAndReopened(reopening, bench)
      #expect(try await bench.askToClose(proposal).accepted)
      try await bench.run(bench.closes, until: "the close request has ended") { try await bench.journal.closeRequests().isEmpty }
      #expect(try await bench.status(proposal) == "closed")
      try await Self.expectLeftAlone(reopening, bench)
    }
  }

  @Test("While executions cannot be read, a close that was asked for waits, and a person is told; then the position is closed")
  func closeWaits() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      bench.venue.disturb { request, _ in request.path == "/v5/execution/list" ? .retCode(10_001) : .pass }
      try await bench.askToClose(proposal)
      for _ in 0..<2 { await #expect(throws: (any Error).self) { try await bench.closes.step() } }
      #expect(bench.reducing == 0)
      #expect(try await !topics(bench.database).contains("service.alert"))
      bench.clock.advance(by: ClosingDoubts.patience)
      for _ in 0..<2 { await #expect(throws: (any Error).self) { try await bench.closes.step() } }
      let alerts = try await topics(bench.database).filter { $0 == "service.alert" }
      #expect(alerts.count == 1, "told once, not at each try")
      bench.venue.disturb { _, _ in .pass }
      try await bench.finishesClose(proposal)
      #expect(bench.reducing == 1)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.manual])
    }
  }

  @Test("While executions cannot be read, a missing stop is set, and nothing is closed")
  func unreadable() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      try await bench.exchange.verified().setTradingStop(proposal.symbol, stopLoss: .zero)
      bench.venue.disturb { request, _ in request.path == "/v5/execution/list" ? .retCode(10_001) : .pass }
      _ = try await bench.keeper.step()
      #expect(try await bench.venue.position("BTCUSDT").stop == "59000")
      try await bench.exchange.verified().setTradingStop(proposal.symbol, stopLoss: .zero)
      await bench.venue.setPrice("BTCUSDT", "58900")
      await #expect(throws: (any Error).self) { try await bench.keeper.step() }
      #expect(try await bench.journal.closeRequests().isEmpty)
      bench.venue.disturb { _, _ in .pass }
      _ = try await bench.keeper.step()
      #expect(try await bench.journal.closeRequests().map(\.purpose) == [.flatten])
    }
  }

  @Test("An entry that was stopped out before it was opened, and a position by hand since: the trade opens and closes, his stays")
  func beforeOpening() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "the order is acknowledged") { try await bench.orderState(proposal) == .acknowledged }
      await bench.venue.setPrice("BTCUSDT", "58900")
      await bench.venue.trade("BTCUSDT", .buy, "0.02")
      try await bench.reachesOpen(proposal)
      try await bench.reachesClosed(proposal)
      #expect(try await bench.venue.position("BTCUSDT").size == "0.02")
      #expect(bench.reducing == 0)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.stopLoss])
    }
  }
}
