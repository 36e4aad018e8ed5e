import Database
import Exchange
import Foundation
import Logging
import Messages
import Model
import ServiceKit
import Synchronization
import TestKit
import Testing

@testable import PositionMonitor

/// The reconciler on a real PostgreSQL, with an exchange and an executor that say what a test wants.
@Suite struct ReconcilerTests {
  final class Books: TradeBooks {
    struct State {
      var trades: [Trade] = []
      var booked = Money.zero
      var cancelled: [String] = []
      var isSilent = false
      var quarantines: [Quarantine] = []
      var resolved: [(symbol: Symbol, observedAt: Timestamp)] = []
    }

    let state = Mutex(State())
    var cancelled: [String] { state.withLock { $0.cancelled } }

    func liveTrades() async throws -> [Trade] {
      try state.withLock { state in
        if state.isSilent { throw TestFailure("the executor is silent") }
        return state.trades
      }
    }
    func booked(from: Timestamp, to: Timestamp) async throws -> Money { state.withLock { $0.booked } }
    func cancelLeftover(_ symbol: Symbol, exchangeOrderID: String) async throws -> CancelLeftover.Reply {
      state.withLock { $0.cancelled.append(exchangeOrderID) }
      return CancelLeftover.Reply(accepted: true, message: "cancelled")
    }
    func quarantines() async throws -> [Quarantine] { state.withLock { $0.quarantines } }
    func resolve(_ symbol: Symbol, observedAt: Timestamp) async throws -> ResolveUnknownPosition.Reply {
      state.withLock { $0.resolved.append((symbol, observedAt)) }
      return ResolveUnknownPosition.Reply(outcome: .quarantined, message: "not ours")
    }
  }

  struct World: Sendable {
    var positions = ""
    var orders = ""
    var wallet = "1000"
    var fails = false
  }

  static let position = PositionTrackerTests.Rows.position()
  static let order =
    #"{"orderId":"o-1","orderLinkId":"","parentOrderLinkId":"\#(ReconciliationTests.ours)","symbol":"BTCUSDT","side":"Sell","orderType":"Market","orderStatus":"Untriggered","qty":"2","stopOrderType":"StopLoss","createdTime":"1","updatedTime":"1"}"#

  private func run(_ body: (Database, Reconciler, TestClock, WorldBox, Books) async throws -> Void) async throws {
    let clock = TestClock(Fixture.start)
    let books = Books()
    let world = WorldBox()
    let server = try ScriptedHTTPServer { request in
      let now = TimeSource.system.now.milliseconds
      let world = world.value.withLock { $0 }
      let headers = [(name: "X-Paper-Exchange", value: "1")]
      var list = ""
      switch request.path {
      case "/v5/position/list":
        if world.fails { return .init(#"{"retCode":10001,"retMsg":"","result":{},"retExtInfo":{},"time":\#(now)}"#, headers: headers) }
        list = world.positions
      case "/v5/order/realtime": list = world.orders
      case "/v5/account/wallet-balance":
        list =
          #"{"totalAvailableBalance":"\#(world.wallet)","coin":[{"coin":"USDT","equity":"\#(world.wallet)","walletBalance":"\#(world.wallet)"}]}"#
      default: break
      }
      let result = #"{"timeSecond":"\#(now / 1000)","timeNano":"\#(now)000000","list":[\#(list)],"nextPageCursor":""}"#
      return .init(#"{"retCode":0,"retMsg":"OK","result":\#(result),"retExtInfo":{},"time":\#(now)}"#, headers: headers)
    }
    defer { server.stop() }
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let settings = try Settings.load(environment: [
      "AUTOTRADER_EXCHANGE_URL": server.baseURL, "AUTOTRADER_EXCHANGE_APIKEY": "key", "AUTOTRADER_EXCHANGE_APISECRET": "secret",
    ])
    let database = try await TestCluster.shared.makeDatabase().migrated(.positionMonitor, MonitoringMigrations.all, time: clock.source)
    let reconciler = Reconciler(
      database: database, exchange: try VerifiedExchange(settings, .account, logger: quiet), books: books,
      interval: .seconds(120), startedAt: Fixture.start, time: clock.source, logger: quiet)
    try await body(database, reconciler, clock, world, books)
    await database.close()
  }

  final class WorldBox: Sendable {
    let value = Mutex(World())
    func set(_ change: (inout World) -> Void) { value.withLock { change(&$0) } }
  }

  private func alerts(_ database: Database) async throws -> [PositionAlert.Code] {
    try await published(PositionAlert.self, database).map(\.code)
  }

  private func rows(_ database: Database) async throws -> Int {
    try await database.transaction { try $0.execute("SELECT count(*)::int AS n FROM reconciliations").first?.read("n", as: Int.self) ?? 0 }
  }

  @Test("It compares at start and every interval, and each comparison leaves a row")
  func interval() async throws {
    try await run { database, reconciler, clock, _, _ in
      var outcomes = [try await reconciler.step(), try await reconciler.step()]
      clock.advance(by: .seconds(119))
      outcomes.append(try await reconciler.step())
      clock.advance(by: .seconds(1))
      outcomes.append(try await reconciler.step())
      let waiting = WorkerOutcome.idle(until: Fixture.start + .seconds(120))
      #expect(outcomes == [.worked, waiting, waiting, .worked])
      let count = try await rows(database)
      #expect(count == 2)
      #expect(try await alerts(database).isEmpty)
    }
  }

  @Test("After the clock was set back it compares at once and every interval as before, also after a restart")
  func clockSetBack() async throws {
    try await run { database, reconciler, clock, _, _ in
      _ = try await reconciler.step()
      let back = Fixture.start - .seconds(3600)
      clock.set(back)
      var outcomes = [try await reconciler.step(), try await reconciler.step()]
      clock.advance(by: .seconds(120))
      outcomes.append(try await reconciler.step())
      let restarted = Reconciler(
        database: database, exchange: reconciler.exchange, books: reconciler.books, interval: reconciler.interval, startedAt: clock.now,
        time: clock.source, logger: reconciler.logger)
      outcomes += [try await restarted.step(), try await restarted.step()]
      let waiting = back + .seconds(120)
      #expect(outcomes == [.worked, .idle(until: waiting), .worked, .worked, .idle(until: waiting + .seconds(120))])
    }
  }

  @Test("What is found after the clock was set back counts after five seconds, also when it was seen before")
  func differenceAcrossSetBack() async throws {
    try await run { database, reconciler, clock, world, books in
      world.set { $0.orders = Self.order }
      _ = try await reconciler.step()
      clock.set(Fixture.start - .seconds(3600))
      _ = try await reconciler.step()
      #expect(books.cancelled.isEmpty)
      clock.advance(by: .seconds(5))
      _ = try await reconciler.step()
      #expect(books.cancelled == ["o-1"])
    }
  }

  @Test("A position made by hand is an alert after two reads five seconds apart, once, and nothing is done to it")
  func unknownPosition() async throws {
    try await run { database, reconciler, clock, world, books in
      world.set { $0.positions = Self.position }
      _ = try await reconciler.step()
      #expect(try await alerts(database).isEmpty)
      clock.advance(by: .seconds(5))
      _ = try await reconciler.step()
      #expect(try await alerts(database) == [.unknownPosition])
      clock.advance(by: .seconds(120))
      _ = try await reconciler.step()
      #expect(try await alerts(database) == [.unknownPosition])
      #expect(books.cancelled.isEmpty)
      // The executor hears of it each time, and that it is the same observation.
      let resolved = books.state.withLock { $0.resolved }
      #expect(resolved.map(\.symbol) == [try Fixture.symbol(), try Fixture.symbol()])
      #expect(resolved.map(\.observedAt) == [Fixture.start, Fixture.start])
    }
  }

  @Test("A quarantine whose position is gone is told to the executor after the second read, without an alert")
  func staleQuarantine() async throws {
    try await run { database, reconciler, clock, world, books in
      world.set { $0.positions = Self.position }
      let quarantine = Quarantine(
        symbol: try Fixture.symbol(), cause: .unknownPosition, message: "not ours", decidedBy: "reconciliation", since: Fixture.start)
      let asked = Quarantine(symbol: try Fixture.symbol(), cause: .asked, message: "by hand", decidedBy: "ada", since: Fixture.start)
      books.state.withLock { $0.quarantines = [asked, quarantine] }
      _ = try await reconciler.step()
      world.set { $0.positions = "" }
      clock.advance(by: .seconds(5))
      _ = try await reconciler.step()
      #expect(books.state.withLock { $0.resolved.isEmpty })
      clock.advance(by: .seconds(5))
      _ = try await reconciler.step()
      let resolved = books.state.withLock { $0.resolved }
      #expect(resolved.map(\.symbol) == [try Fixture.symbol()])
      #expect(resolved.map(\.observedAt) == [Fixture.start + .seconds(5)])
      #expect(try await alerts(database).isEmpty)
    }
  }

  @Test("Hedge mode on the exchange is an alert, and nothing is asked for")
  func hedgeMode() async throws {
    try await run { database, reconciler, clock, world, books in
      world.set { $0.positions = Self.position.replacingOccurrences(of: #""positionIdx":0"#, with: #""positionIdx":2"#) }
      books.state.withLock { $0.trades = [] }
      _ = try await reconciler.step()
      clock.advance(by: .seconds(5))
      _ = try await reconciler.step()
      #expect(try await alerts(database).contains(.wrongPositionMode))
      #expect(books.cancelled.isEmpty)
    }
  }

  @Test("A difference that the second read does not show was none")
  func passing() async throws {
    try await run { database, reconciler, clock, world, _ in
      world.set { $0.positions = Self.position }
      _ = try await reconciler.step()
      world.set { $0.positions = "" }
      clock.advance(by: .seconds(5))
      _ = try await reconciler.step()
      world.set { $0.positions = Self.position }
      clock.advance(by: .seconds(120))
      _ = try await reconciler.step()
      #expect(try await alerts(database).isEmpty)
    }
  }

  @Test("A leftover stop is asked to be cancelled, after the second read")
  func leftover() async throws {
    try await run { database, reconciler, clock, world, books in
      world.set { $0.orders = Self.order }
      _ = try await reconciler.step()
      #expect(books.cancelled.isEmpty)
      clock.advance(by: .seconds(5))
      _ = try await reconciler.step()
      #expect(books.cancelled == ["o-1"])
      #expect(try await alerts(database) == [.leftoverOrder])
    }
  }

  @Test("Neither a silent executor nor a failing exchange is a comparison")
  func failures() async throws {
    try await run { database, reconciler, clock, world, books in
      books.state.withLock { $0.isSilent = true }
      await #expect(throws: (any Error).self) { try await reconciler.step() }
      books.state.withLock { $0.isSilent = false }
      world.set { $0.fails = true }
      await #expect(throws: (any Error).self) { try await reconciler.step() }
      let count = try await rows(database)
      #expect(count == 0)
    }
  }

  @Test("The wallet is compared with the last flat moment, whatever was open in between")
  func walletOverATrade() async throws {
    try await run { database, reconciler, clock, world, books in
      _ = try await reconciler.step()
      world.set { $0.positions = Self.position }
      clock.advance(by: .seconds(120))
      _ = try await reconciler.step()
      world.set { $0.positions = "" }
      world.set { $0.wallet = "1012" }
      books.state.withLock { $0.booked = Money("10") ?? .zero }
      clock.advance(by: .seconds(120))
      _ = try await reconciler.step()
      let unexplained = try await database.transaction {
        try $0.execute("SELECT unexplained::text AS u FROM reconciliations ORDER BY at").map { try $0.readOptional("u", as: String.self) }
      }
      #expect(unexplained == [nil, nil, "2.00000000"])
    }
  }

  @Test("Between two flat moments the wallet must change by what was booked; the rest is kept as unexplained")
  func wallet() async throws {
    try await run { database, reconciler, clock, world, books in
      _ = try await reconciler.step()
      world.set { $0.wallet = "1009.5" }
      books.state.withLock { $0.booked = Money("9.5") ?? .zero }
      clock.advance(by: .seconds(120))
      _ = try await reconciler.step()
      world.set { $0.wallet = "909.5" }
      books.state.withLock { $0.booked = .zero }
      clock.advance(by: .seconds(120))
      _ = try await reconciler.step()
      let unexplained = try await database.transaction {
        try $0.execute("SELECT unexplained::text AS u FROM reconciliations ORDER BY at").map { try $0.readOptional("u", as: String.self) }
      }
      #expect(unexplained == [nil, "0.00000000", "-100.00000000"])
    }
  }
}
