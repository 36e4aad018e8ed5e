import Bybit
import Database
import Exchange
import Logging
import Messages
import Messaging
import Model
import ServiceKit
import Synchronization
import TestKit
import Testing

@testable import PositionMonitor

enum Fixture {
  static let start = Timestamp(milliseconds: 1_700_000_000_000)
  static func value<Value: FixedPointValue>(_ text: String) throws -> Value { try #require(Value(text)) }
  static func symbol() throws -> Symbol { try #require(Symbol("BTCUSDT")) }

  static func trade(_ side: Side = .buy) throws -> TrackedTrade {
    TrackedTrade(
      tradeID: .random(), cycleID: .random(), symbol: try symbol(), side: side, quantity: try value("2"), entryPrice: try value("100"),
      stopLoss: try value(side == .buy ? "95" : "105"))
  }

  static func position(_ side: Side = .buy, size: String = "2", mark: String = "110", stop: String? = "95") throws -> Position {
    Position(
      symbol: try symbol(), side: side, size: try value(size), averagePrice: Price("100"), markPrice: Price(mark), liquidationPrice: nil,
      takeProfit: Price("120"), stopLoss: stop.flatMap { Price($0) }, leverage: 5, unrealisedPnL: try value("20"), positionIndex: 0,
      createdAt: nil, updatedAt: nil, sequence: 1)
  }

  static func opened(_ id: TradeID) throws -> TradeOpened {
    TradeOpened(
      tradeID: id, cycleID: .random(), symbol: try symbol(), side: .buy, quantity: try value("2"), entryPrice: try value("100"),
      stopLoss: try value("95"), takeProfit: try value("120"), averageTrueRange: try value("4"), fee: .zero, unprotectedMilliseconds: 1)
  }

  static func closed(_ id: TradeID) throws -> TradeClosed {
    TradeClosed(
      tradeID: id, cycleID: .random(), symbol: try symbol(), side: .buy, quantity: try value("2"), entryPrice: try value("100"),
      exitPrice: try value("120"), fees: .zero, realizedPnL: try value("40"), reason: .takeProfit)
  }
}

@Suite struct PositionCheckTests {
  private func codes(_ trade: TrackedTrade, _ position: Position?) -> [PositionAlert.Code] {
    PositionCheck(trade, position, at: Fixture.start).alerts.map(\.code)
  }

  @Test(
    "The R multiple is the gain in units of the initial risk, for both sides",
    arguments: [
      (Side.buy, "110", 2.0), (.buy, "95", -1), (.buy, "100", 0), (.sell, "95", 1), (.sell, "107.5", -1.5), (.buy, "101.667", 0.333),
    ])
  func riskMultiple(_ side: Side, _ mark: String, _ expected: Double) throws {
    let check = PositionCheck(try Fixture.trade(side), try Fixture.position(side, mark: mark), at: Fixture.start)
    #expect(check.live?.liveRiskReward == expected)
    #expect(check.alerts.isEmpty)
  }

  @Test("A missing stop, another size, another side and no position are told apart")
  func alerts() throws {
    let trade = try Fixture.trade()
    #expect(codes(trade, try Fixture.position(stop: nil)) == [.unprotected])
    #expect(codes(trade, try Fixture.position(size: "1.99999999")) == [.sizeMismatch])
    #expect(codes(trade, try Fixture.position(.sell)) == [.sizeMismatch])
    #expect(codes(trade, try Fixture.position(size: "3", stop: nil)) == [.unprotected, .sizeMismatch])
    #expect(codes(trade, nil) == [.vanished])
    #expect(codes(trade, try Fixture.position(size: "0")) == [.vanished])
    #expect(PositionCheck(trade, nil, at: Fixture.start).live == nil)
  }

  @Test("A missing stop counts at once; other differences after every read of five seconds has shown them")
  func doubt() {
    #expect(PositionCheck.counts(.unprotected, since: nil, now: Fixture.start))
    for code: PositionAlert.Code in [.vanished, .sizeMismatch] {
      #expect(!PositionCheck.counts(code, since: nil, now: Fixture.start))
      #expect(!PositionCheck.counts(code, since: Fixture.start, now: Fixture.start + .milliseconds(4999)))
      #expect(PositionCheck.counts(code, since: Fixture.start, now: Fixture.start + .seconds(5)))
    }
  }
}

/// The tracker on a real PostgreSQL, with an exchange that says what a test wants.
@Suite struct PositionTrackerTests {
  final class Rows: Sendable {
    private let rows = Mutex<String?>("")
    var current: String? { rows.withLock { $0 } }
    /// nil: the exchange fails.
    func set(_ text: String?) { rows.withLock { $0 = text } }
    static func position(size: String = "2", stop: String = "95") -> String {
      #"{"symbol":"BTCUSDT","side":"Buy","size":"\#(size)","avgPrice":"100","markPrice":"110","takeProfit":"120","stopLoss":"\#(stop)","leverage":"5","unrealisedPnl":"20","positionIdx":0,"seq":1}"#
    }
  }

  private func run(_ body: (Database, PositionTracker, TestClock, Rows) async throws -> Void) async throws {
    let clock = TestClock(Fixture.start)
    let rows = Rows()
    let server = try ScriptedHTTPServer { _ in
      let now = TimeSource.system.now.milliseconds
      let headers = [(name: "X-Paper-Exchange", value: "1")]
      guard let list = rows.current else {
        return .init(#"{"retCode":10001,"retMsg":"scripted","result":{},"retExtInfo":{},"time":\#(now)}"#, headers: headers)
      }
      let result = #"{"timeSecond":"\#(now / 1000)","timeNano":"\#(now)000000","category":"linear","list":[\#(list)],"nextPageCursor":""}"#
      return .init(#"{"retCode":0,"retMsg":"OK","result":\#(result),"retExtInfo":{},"time":\#(now)}"#, headers: headers)
    }
    defer { server.stop() }
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let settings = try Settings.load(environment: [
      "AUTOTRADER_EXCHANGE_URL": server.baseURL, "AUTOTRADER_EXCHANGE_APIKEY": "key", "AUTOTRADER_EXCHANGE_APISECRET": "secret",
    ])
    let database = try await TestCluster.shared.makeDatabase().migrated(.positionMonitor, MonitoringMigrations.all, time: clock.source)
    let bus = try Bus(try TestBus.addresses(), caller: "test", logger: quiet)
    let tracker = PositionTracker(
      database: database, exchange: try VerifiedExchange(settings, .account, logger: quiet), bus: bus,
      interval: .seconds(120), time: clock.source)
    do { try await body(database, tracker, clock, rows) } catch {
      await bus.close()
      throw error
    }
    await bus.close()
  }

  private func alerts(_ database: Database) async throws -> [PositionAlert.Code] {
    try await published(PositionAlert.self, database).map(\.code)
  }

  @Test("Between two looks the numbers of open positions are told and not stored; a trade that is over is not told")
  func quotes() async throws {
    try await run { database, tracker, clock, rows in
      let told = Mutex<[PositionUpdated]>([])
      let quotes = PositionQuotes(database: database, exchange: tracker.exchange, interval: .seconds(2), time: clock.source) { update, _ in
        told.withLock { $0.append(update) }
      }
      #expect(try await quotes.step() == .idle)
      rows.set(Rows.position())
      let id = TradeID.random()
      try await database.transaction { try TrackingStorage(transaction: $0).begin(try Fixture.opened(id)) }
      #expect(try await quotes.step() == .idle(until: Fixture.start + .seconds(2)))
      // Entry 100, stop 95, mark 110: two risks earned.
      #expect(told.withLock { $0 }.map(\.position.tradeID) == [id] && told.withLock { $0 }.map(\.position.liveRiskReward) == [2])
      let stored = try await database.transaction { try TrackingStorage(transaction: $0).livePositions() }
      #expect(stored.isEmpty)
      try await database.transaction { try TrackingStorage(transaction: $0).end(try Fixture.closed(id)) }
      #expect(try await quotes.step() == .idle)
      #expect(told.withLock { $0 }.count == 1)
    }
  }

  @Test("An open trade is looked at at once, then every interval, and its numbers can be listed")
  func tracks() async throws {
    try await run { database, tracker, clock, rows in
      let id = TradeID.random()
      rows.set(Rows.position())
      #expect(try await tracker.step() == .idle)
      try await deliver(try Fixture.opened(id), to: TradeOpenedHandler(), database)
      #expect(try await tracker.step() == .worked)
      #expect(try await tracker.step() == .idle(until: Fixture.start + .seconds(120)))
      let live = try await ListPositionsHandler(database: database).answer(ListPositions()).positions
      #expect(live.map(\.liveRiskReward) == [2])
      #expect(try await alerts(database).isEmpty)
      try await deliver(try Fixture.closed(id), to: TradeClosedHandler(), database)
      clock.advance(by: .seconds(120))
      #expect(try await tracker.step() == .idle)
      #expect(try await ListPositionsHandler(database: database).answer(ListPositions()).positions.isEmpty)
    }
  }

  @Test("After the clock was set back positions are looked at at once, and every interval from then on")
  func setBack() async throws {
    try await run { database, tracker, clock, rows in
      rows.set(Rows.position())
      try await deliver(try Fixture.opened(.random()), to: TradeOpenedHandler(), database)
      #expect(try await tracker.step() == .worked)
      clock.advance(by: .seconds(-3600))
      #expect(try await tracker.step() == .worked)
      #expect(try await tracker.step() == .idle(until: Fixture.start - .seconds(3480)))
    }
  }

  @Test("A missing stop is alerted at the first look, once a trade")
  func unprotected() async throws {
    try await run { database, tracker, clock, rows in
      rows.set(Rows.position(stop: "0.00"))
      try await deliver(try Fixture.opened(.random()), to: TradeOpenedHandler(), database)
      for _ in 0..<3 {
        _ = try await tracker.step()
        clock.advance(by: .seconds(120))
      }
      #expect(try await alerts(database) == [.unprotected])
    }
  }

  @Test("A position that vanishes for one look is no alert; gone in two looks five seconds apart it is, once")
  func vanished() async throws {
    try await run { database, tracker, clock, rows in
      try await deliver(try Fixture.opened(.random()), to: TradeOpenedHandler(), database)
      rows.set("")
      _ = try await tracker.step()
      rows.set(Rows.position())
      clock.advance(by: .seconds(5))
      _ = try await tracker.step()
      #expect(try await alerts(database).isEmpty)
      rows.set("")
      clock.advance(by: .seconds(120))
      for _ in 0..<4 {
        _ = try await tracker.step()
        clock.advance(by: .seconds(5))
      }
      #expect(try await alerts(database) == [.vanished])
    }
  }

  @Test("A failed query says nothing about the position")
  func failedQuery() async throws {
    try await run { database, tracker, clock, rows in
      try await deliver(try Fixture.opened(.random()), to: TradeOpenedHandler(), database)
      rows.set(Rows.position())
      _ = try await tracker.step()
      rows.set(nil)
      for _ in 0..<3 {
        clock.advance(by: .seconds(120))
        await #expect(throws: BybitError.self) { try await tracker.step() }
      }
      #expect(try await alerts(database).isEmpty)
    }
  }

  @Test("A trade whose end arrives before its beginning is over")
  func endFirst() async throws {
    try await run { database, tracker, _, rows in
      let id = TradeID.random()
      rows.set("")
      try await deliver(try Fixture.closed(id), to: TradeClosedHandler(), database)
      try await deliver(try Fixture.opened(id), to: TradeOpenedHandler(), database)
      #expect(try await tracker.step() == .idle)
    }
  }
}
