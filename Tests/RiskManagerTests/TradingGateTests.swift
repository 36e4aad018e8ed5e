import Database
import Messages
import Model
import Synchronization
import TestKit
import Testing

@testable import RiskManager

/// An equity that a test sets; nil cannot be read.
private final class KnownEquity: EquitySource {
  private let state: Mutex<(equity: Money?, asked: Int)>
  init(_ equity: Money?) { state = Mutex((equity, 0)) }
  var asked: Int { state.withLock { $0.asked } }
  func set(_ equity: Money?) { state.withLock { $0.equity = equity } }

  func equity() async throws -> Money {
    let equity = state.withLock { state in
      state.asked += 1
      return state.equity
    }
    guard let equity else { throw TestFailure("no wallet") }
    return equity
  }
}

/// Pause, halt and breakers at the gate, on a real PostgreSQL.
@Suite struct TradingGateTests {
  typealias Desk = StorageTests.Desk

  private static func limits() throws -> BreakerLimits {
    BreakerLimits(dailyLoss: try #require(FixedPoint("0.05")), drawdown: try #require(FixedPoint("0.15")))
  }

  private func set(
    _ action: TradingAction, _ database: Database, flatten: Bool = false, reset: Bool = false
  ) async throws -> SetTradingState.Reply {
    try await SetTradingStateHandler(database: database, limits: try Self.limits()).answer(
      SetTradingState(action: action, flatten: flatten, resetBreakers: reset, decidedBy: "ann"))
  }

  private func state(_ database: Database) async throws -> TradingStateReport {
    try await GetTradingStateHandler(database: database, limits: try Self.limits()).answer(GetTradingState()).state
  }

  private func proposed(_ desk: Desk, _ symbols: [String]) async throws -> [TradeProposal] {
    try await desk.rank(symbols)
    while try await desk.sizer().step() == .worked {}
    return try await desk.proposals()
  }

  private func watch(_ source: KnownEquity, _ desk: Desk, _ database: Database? = nil) throws -> EquityWatch {
    EquityWatch(database: database ?? desk.database, source: source, limits: try Self.limits(), time: desk.clock.source)
  }

  @Test("Paused or halted, the gate refuses what is new and keeps what it authorized; a resume opens it again")
  func gate() async throws {
    let desk = try await Desk()
    let proposals = try await proposed(desk, ["BTCUSDT", "ETHUSDT"])
    let (first, second) = (try #require(proposals.first), try #require(proposals.last))
    #expect(try await desk.authorize(first) == .authorized)
    #expect(try await set(.pause, desk.database).accepted)
    #expect(try await desk.authorize(second) == .refused(reason: "paused", message: "paused by ann"))
    #expect(try await set(.halt, desk.database).accepted)
    #expect(try await desk.authorize(second) == .refused(reason: "halted", message: "halted by ann"))
    #expect(try await desk.authorize(first) == .authorized)
    #expect(try await set(.resume, desk.database).state.level == .running)
    #expect(try await desk.authorize(second) == .authorized)
    #expect(try await published(TradingHalted.self, desk.database).map(\.level) == [.paused, .halted])
    #expect(try await published(TradingResumed.self, desk.database).map(\.decidedBy) == ["ann"])
  }

  @Test("While trading does not run a signal is declined with the reason, and step 0 says it")
  func declines() async throws {
    let desk = try await Desk()
    _ = try await set(.pause, desk.database)
    #expect(try await proposed(desk, ["BTCUSDT"]).isEmpty)
    let declined = try #require(try await published(TradeDeclined.self, desk.database).first)
    #expect(declined.reason == "paused" && declined.message == "paused by ann")
    let slots = try await CheckSlotsHandler(database: desk.database, limit: 3).answer(CheckSlots())
    #expect(slots == CheckSlots.Reply(limit: 3, occupied: 0, symbols: [], stopReason: "paused", stopMessage: "paused by ann"))
  }

  @Test("Of twenty authorizations against a halt none is given after the halt has committed", arguments: 1...3)
  func race(_ round: Int) async throws {
    let desk = try await Desk()
    let symbols = (0..<20).map { "COIN\($0)USDT" }
    try await desk.rank(symbols)
    let sizer = SignalSizer(
      database: desk.database, facts: KnownFacts(), limits: RiskLimits(slots: 20, riskFraction: 0.001, leverage: 5),
      time: desk.clock.source)
    while try await sizer.step() == .worked {}
    let proposals = try await desk.proposals()
    try #require(proposals.count == 20)
    let authorizedLate = try await withThrowingTaskGroup(of: Bool.self) { group in
      let hasHalted = Shared(false)
      for (number, proposal) in proposals.enumerated() {
        group.addTask {
          let connection = try desk.test.connect(.riskManager, time: desk.clock.source)
          if number == 10 {
            _ = try await set(.halt, connection)
            hasHalted.set()
          }
          let wasHalted = hasHalted.isSet
          let reply = try await AuthorizeEntryHandler(database: connection).answer(
            AuthorizeEntry(proposalID: proposal.proposalID, symbol: proposal.symbol))
          await connection.close()
          return wasHalted && reply == .authorized
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(authorizedLate == 0)
    // Whoever was not authorized before the halt never is.
    let halted = try await desk.database.transaction { transaction in
      try transaction.execute("SELECT count(*) AS n FROM reservations WHERE state = 'authorized'").first?.read("n", as: Int.self)
    }
    for proposal in proposals { _ = try await desk.authorize(proposal) }
    let later = try await desk.database.transaction { transaction in
      try transaction.execute("SELECT count(*) AS n FROM reservations WHERE state = 'authorized'").first?.read("n", as: Int.self)
    }
    #expect(halted == later)
  }

  @Test("A halt waits for the decision under way, and the next decision sees the halt")
  func sameTransaction() async throws {
    let desk = try await Desk()
    let proposal = try #require(try await proposed(desk, ["BTCUSDT"]).first)
    let other = try desk.test.connect(.riskManager, time: desk.clock.source)
    // The halt is under way: its row is locked and changed, not committed. The gate must wait for it instead of reading the old row.
    let gate = try desk.test.connect(.riskManager, time: desk.clock.source)
    async let halt: Void = other.transaction { transaction in
      let storage = TradingStateStorage(transaction: transaction)
      var state = try storage.locked()
      _ = state.apply(SetTradingState(action: .halt, decidedBy: "ann"), at: transaction.now, try Self.limits())
      try storage.save(state)
      try transaction.execute("SELECT pg_advisory_xact_lock(7)")
      // Committed when the gate waits for it; a gate that does not wait shows itself below.
      let end = ContinuousClock.now + .seconds(30)
      while ContinuousClock.now < end {
        if try transaction.exists("SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid") { break }
      }
    }
    try await eventually("the halt holds its lock") {
      try await desk.database.transaction { try !$0.exists("SELECT 1 WHERE pg_try_advisory_xact_lock(7)") }
    }
    let reply = try await AuthorizeEntryHandler(database: gate).answer(
      AuthorizeEntry(proposalID: proposal.proposalID, symbol: proposal.symbol))
    #expect(reply == .refused(reason: "halted", message: "halted by ann"))
    try await halt
    await other.close()
    await gate.close()
  }

  @Test("The watch asks every five seconds, trips the breaker once, and everything is there after a restart")
  func watchAndRestart() async throws {
    let desk = try await Desk()
    let proposal = try #require(try await proposed(desk, ["BTCUSDT"]).first)
    let source = KnownEquity(try Fixture.value("100000"))
    let watch = try watch(source, desk)
    #expect(try await watch.step() == .idle(until: Fixture.start + .seconds(5)))
    #expect(try await watch.step() == .idle(until: Fixture.start + .seconds(5)))
    #expect(source.asked == 1)
    source.set(try Fixture.value("110000"))
    desk.clock.advance(by: .seconds(5))
    _ = try await watch.step()
    source.set(try Fixture.value("95000"))
    desk.clock.advance(by: .seconds(5))
    _ = try await watch.step()
    await desk.database.close()

    let reopened = try await desk.test.migrated(.riskManager, RiskMigrations.all, time: desk.clock.source)
    desk.clock.advance(by: .seconds(5))
    _ = try await self.watch(source, desk, reopened).step()
    let state = try await state(reopened)
    #expect(state.level == .halted && state.reason == "dailyLoss" && state.decidedBy == "risk-manager")
    #expect(state.message == "equity 95000 USDT is 5.0 % below the day's first 100000")
    #expect(state.since == Fixture.start + .seconds(10))
    #expect(state.peakEquity?.description == "110000" && state.dailyStartEquity?.description == "100000")
    #expect(state.equity?.description == "95000")
    #expect(try await published(TradingHalted.self, reopened).map(\.reason) == ["dailyLoss"])
    #expect(
      try await AuthorizeEntryHandler(database: reopened).answer(
        AuthorizeEntry(proposalID: proposal.proposalID, symbol: proposal.symbol)) != .authorized)
    await reopened.close()
  }

  @Test("A wallet that cannot be read changes nothing, and is asked again")
  func unreadable() async throws {
    let desk = try await Desk()
    let source = KnownEquity(nil)
    let watch = try watch(source, desk)
    await #expect(throws: TestFailure.self) { try await watch.step() }
    await #expect(throws: TestFailure.self) { try await watch.step() }
    #expect(source.asked == 2)
    let state = try await state(desk.database)
    #expect(state.level == .running && state.equity == nil)
    #expect(try await proposed(desk, ["BTCUSDT"]).count == 1)
  }

  @Test("A resume under a breaker that holds is refused; with the breakers reset it runs, and each request left its line")
  func resume() async throws {
    let desk = try await Desk()
    let source = KnownEquity(try Fixture.value("100000"))
    let watch = try watch(source, desk)
    _ = try await watch.step()
    source.set(try Fixture.value("80000"))
    desk.clock.advance(by: .seconds(5))
    _ = try await watch.step()
    let refused = try await set(.resume, desk.database)
    #expect(!refused.accepted && refused.state.level == .halted)
    #expect(try await published(TradingResumed.self, desk.database).isEmpty)
    let resumed = try await set(.resume, desk.database, reset: true)
    #expect(resumed.accepted && resumed.state.level == .running && resumed.state.dailyLoss == 0 && resumed.state.drawdown == 0)
    let lines = try await desk.database.transaction { transaction in
      try transaction.execute("SELECT action, level FROM trading_state_events ORDER BY id").map {
        "\(try $0.read("action", as: String.self)) \(try $0.read("level", as: String.self))"
      }
    }
    #expect(lines == ["trip halted", "resume halted", "resume reset running"])
  }
}

/// A flag that is set once.
private final class Shared: Sendable {
  private let flag: Mutex<Bool>
  init(_ value: Bool) { flag = Mutex(value) }
  var isSet: Bool { flag.withLock { $0 } }
  func set() { flag.withLock { $0 = true } }
}
