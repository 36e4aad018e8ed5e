import Database
import Exchange
import Logging
import Messages
import Model
import ServiceKit
import Synchronization
import TestKit
import Testing

@testable import ChartSourcer

/// An hour boundary in the past of every real clock.
let boundary = Timestamp(milliseconds: 1_700_006_400_000)
let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

struct Questions: CycleQuestions {
  var occupied = 0
  var stopReason: String?
  var isSilent = false

  func slots() async throws -> CheckSlots.Reply {
    if isSilent { throw TestFailure("no answer") }
    return CheckSlots.Reply(
      limit: 3, occupied: occupied, symbols: [], stopReason: stopReason, stopMessage: stopReason.map { "\($0) by test" })
  }
  func freshAnalyses(_ plan: CyclePlan) async throws -> [AnalysisSummary] { [] }
}

struct Room: Sendable {
  let database: Database
  let clock = TestClock(boundary)

  init() async throws {
    database = try await TestCluster.shared.makeDatabase().migrated(.chartSourcer, ChartsMigrations.all, time: clock.source)
  }

  func configuration(_ environment: [String: String] = [:]) throws -> ChartSourcerConfiguration {
    try ChartSourcerConfiguration(
      try Settings.load(
        environment: ["AUTOTRADER_TRADING_SYMBOLS": "BTCUSDT,ETHUSDT", "AUTOTRADER_TRADING_TIMEFRAMES": "1m"].merging(environment) { $1 }))
  }

  func starter(_ questions: Questions) -> CycleStarter {
    CycleStarter(database: database, questions: questions, time: clock.source, logger: quiet)
  }

  func cycle() async throws -> CycleReport {
    try #require(try await GetCycleHandler(database: database).answer(GetCycle()).cycle)
  }

  /// A started cycle, of two symbols if none are named.
  func started(_ named: [Symbol]? = nil) async throws -> CycleID {
    let symbols = try named ?? ["BTCUSDT", "ETHUSDT"].map { try #require(Symbol($0)) }
    let id = try await RunCycleHandler(database: database, configuration: try configuration(), wakeWorkers: {})
      .answer(RunCycle(timeframe: .oneMinute, symbols: symbols + symbols)).cycleID
    #expect(try await starter(Questions()).step() == .worked)
    return id
  }
}

@Suite struct CycleTests {
  @Test("The clock plans a boundary once, skips a late one with an event, and decides none again when it is set back")
  func clock() async throws {
    let room = try await Room()
    let clock = CycleClock(database: room.database, configuration: try room.configuration(), time: room.clock.source)
    for _ in 0..<3 { #expect(try await clock.step() == .idle(until: boundary + .seconds(60))) }
    room.clock.advance(by: .seconds(75))
    for _ in 0..<3 { _ = try await clock.step() }
    room.clock.set(boundary + .seconds(10))
    _ = try await clock.step()
    let cycles = try await ListCyclesHandler(database: room.database, timeframes: [.oneMinute]).answer(ListCycles(limit: 10)).cycles
    #expect(cycles.map(\.status) == [.skipped, .planned])
    #expect(try await published(CycleSkipped.self, room.database).map(\.reason) == ["late"])
  }

  @Test("5s exists in paper mode only")
  func fiveSeconds() async throws {
    let room = try await Room()
    let key = "AUTOTRADER_TRADING_TIMEFRAMES"
    #expect(try room.configuration([key: "5s,1m"]).timeframes == [.fiveSeconds, .oneMinute])
    #expect(throws: ConfigurationError.self) { try room.configuration([key: "5s", "AUTOTRADER_TRADING_MODE": "demo"]) }
  }

  @Test("A timeframe may have symbols of its own; what cannot be read stops the start")
  func ownSymbols() async throws {
    let room = try await Room()
    let key = "AUTOTRADER_TRADING_TIMEFRAMESYMBOLS"
    let configuration = try room.configuration([key: "1h=SOLUSDT, XRPUSDT;1d=BTCUSDT"])
    #expect(configuration.symbols(of: .oneHour).map(\.description) == ["SOLUSDT", "XRPUSDT"])
    #expect(configuration.symbols(of: .oneDay).map(\.description) == ["BTCUSDT"])
    #expect(configuration.symbols(of: .oneMinute).map(\.description) == ["BTCUSDT", "ETHUSDT"])
    for wrong in ["1h", "7m=BTCUSDT", "1h=BTCUSDT;1h=ETHUSDT", "1h=bitcoin", "=BTCUSDT"] {
      #expect(throws: ConfigurationError.self, "\(wrong)") { try room.configuration([key: wrong]) }
    }
  }

  @Test("Two timeframes whose boundaries meet have a cycle each, on their own symbols")
  func twoTimeframes() async throws {
    let room = try await Room()
    let configuration = try room.configuration([
      "AUTOTRADER_TRADING_TIMEFRAMES": "5s,1m", "AUTOTRADER_TRADING_TIMEFRAMESYMBOLS": "1m=SOLUSDT",
    ])
    let clock = CycleClock(database: room.database, configuration: configuration, time: room.clock.source)
    #expect(try await clock.step() == .idle(until: boundary + .seconds(5)))
    for _ in 0..<2 { #expect(try await room.starter(Questions()).step() == .worked) }
    let started = try await published(CycleStarted.self, room.database)
    #expect(started.map(\.timeframe) == [.fiveSeconds, .oneMinute])
    #expect(started.map { $0.symbols.map(\.description) } == [["BTCUSDT", "ETHUSDT"], ["SOLUSDT"]])
    #expect(started.map { $0.endsAt - $0.candleClose } == [.seconds(5), .seconds(60)])
    let list = ListCyclesHandler(database: room.database, timeframes: configuration.timeframes)
    let minute = try await list.answer(ListCycles(timeframe: .oneMinute, limit: 1))
    #expect(minute.cycles.map(\.timeframe) == [.oneMinute] && minute.timeframes == [.fiveSeconds, .oneMinute])
    #expect(try await list.answer(ListCycles(timeframe: .oneHour, limit: 1)).cycles.isEmpty)
    #expect(try await list.answer(ListCycles(limit: 10)).cycles.count == 2)
    let candle = try #require(minute.cycles.first)
    let ofCandle = try await list.answer(ListCycles(timeframe: .oneMinute, candleClose: candle.candleClose, limit: 10)).cycles
    #expect(ofCandle.map(\.cycleID) == [candle.cycleID])
    let another = ListCycles(timeframe: .oneMinute, candleClose: candle.candleClose + .seconds(60), limit: 10)
    #expect(try await list.answer(another).cycles.isEmpty)
    await #expect(throws: BadRequest.self) {
      try await list.answer(ListCycles(candleClose: candle.candleClose, limit: 10))
    }
  }

  @Test("Without a free slot, while trading does not run, or without an answer in time, a cycle is skipped and says why")
  func skips() async throws {
    for (questions, reason) in [
      (Questions(occupied: 3), "noFreeSlot"), (Questions(isSilent: true), "notAnswered"), (Questions(stopReason: "halted"), "halted"),
      (Questions(occupied: 3, stopReason: "dailyLoss"), "dailyLoss"),
    ] {
      let room = try await Room()
      _ = try await RunCycleHandler(database: room.database, configuration: try room.configuration(), wakeWorkers: {}).answer(
        RunCycle(timeframe: .oneMinute))
      if reason == "notAnswered" {
        #expect(try await room.starter(questions).step() != .worked)
        #expect(try await room.cycle().status == .planned)
        room.clock.advance(by: .seconds(30))
      }
      #expect(try await room.starter(questions).step() == .worked)
      #expect(try await room.cycle().status == .skipped)
      #expect(try await published(CycleSkipped.self, room.database).map(\.reason) == [reason])
      #expect(try await published(CycleStarted.self, room.database).isEmpty)
    }
  }

  @Test("A started cycle names each symbol once, however often it was asked for")
  func starts() async throws {
    let room = try await Room()
    _ = try await room.started()
    #expect(try await room.starter(Questions()).step() == .idle)
    let started = try #require(try await published(CycleStarted.self, room.database).first)
    #expect(started.symbols.map(\.description) == ["BTCUSDT", "ETHUSDT"])
    #expect(try await room.database.transaction { try ChartStorage(transaction: $0).pending().count } == 2)
  }

  @Test("A cycle completes when it is ranked and every signal has ended, whatever order the producers speak in", arguments: 0..<6)
  func completes(_ permutation: Int) async throws {
    let room = try await Room()
    let id = try await room.started()
    let closer = CycleCloser(database: room.database, logger: quiet)
    let (btc, eth) = (try #require(Symbol("BTCUSDT")), try #require(Symbol("ETHUSDT")))
    let price = try #require(Price("1"))
    func analysis(_ symbol: Symbol) -> AnalysisSummary {
      AnalysisSummary(
        analysisID: .random(), symbol: symbol, timeframe: .oneMinute, candleClose: boundary, recommendation: .buy, confidence: 0.8,
        setupQuality: 1, marketEnvironment: 1, averageTrueRange: price, pattern: "", reasoning: "", imageHash: "", promptName: "")
    }
    for step in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]][permutation] {
      #expect(try await closer.step() != .worked)
      switch step {
      case 0:
        try await deliver(
          SignalsRanked(
            cycleID: id, timeframe: .oneMinute, approveBy: boundary, endsAt: boundary, signals: [analysis(btc), analysis(eth)], rejected: []
          ),
          to: StoryHandler(CycleStory.signalsRanked), room.database)
      case 1:
        try await deliver(
          TradeDeclined(cycleID: id, analysisID: .random(), symbol: eth, reason: "noFreeSlot", message: ""),
          to: StoryHandler(CycleStory.tradeDeclined), room.database)
      default:
        try await deliver(
          TradeOpened(
            tradeID: .random(), cycleID: id, symbol: btc, side: .buy, quantity: try #require(Quantity("1")), entryPrice: price,
            stopLoss: price, takeProfit: price, averageTrueRange: price, fee: .zero, unprotectedMilliseconds: 3),
          to: StoryHandler(CycleStory.tradeOpened), room.database)
      }
    }
    // Belongs to no cycle, whatever it says.
    try await deliver(
      TradeOpened(
        tradeID: .random(), cycleID: id, symbol: eth, side: .buy, quantity: try #require(Quantity("1")), entryPrice: price,
        stopLoss: price, takeProfit: price, averageTrueRange: price, fee: .zero, unprotectedMilliseconds: 0,
        adoption: Adoption(decidedBy: "ada", riskAmount: .zero)),
      to: StoryHandler(CycleStory.tradeOpened), room.database)
    #expect(try await closer.step() == .worked)
    #expect(try await closer.step() == .idle)
    let completed = try await published(CycleCompleted.self, room.database)
    #expect(completed.map(\.tradesExecuted) == [1])
    #expect(completed.map(\.proposals) == [1])
  }

  @Test("At its end a cycle completes with what has not ended as expired")
  func endsUnfinished() async throws {
    let room = try await Room()
    let id = try await room.started()
    let (symbol, price) = (try #require(Symbol("BTCUSDT")), try #require(Price("1")))
    let proposal = TradeProposal(
      proposalID: .random(), cycleID: id, analysisID: .random(), symbol: symbol, timeframe: .oneMinute, side: .buy,
      quantity: try #require(Quantity("1")), entryPrice: price, stopLoss: price, takeProfit: price, averageTrueRange: price, leverage: 1,
      notional: .zero, riskAmount: .zero, riskRewardRatio: 2, confidence: 1, promptName: "", approveBy: boundary, enterBy: boundary)
    try await deliver(TradeProposed(proposal: proposal), to: StoryHandler(CycleStory.tradeProposed), room.database)
    let closer = CycleCloser(database: room.database, logger: quiet)
    #expect(try await closer.step() == .idle(until: boundary + .seconds(60)))
    room.clock.advance(by: .seconds(60))
    #expect(try await closer.step() == .worked)
    let completed = try #require(try await published(CycleCompleted.self, room.database).first)
    #expect(completed.steps.last?.outcome == .expired)
    #expect(completed.steps.last?.symbol == symbol)
    #expect(completed.proposals == 1 && completed.tradesExecuted == 0)
    #expect(try await room.cycle().status == .completed)
  }
}
