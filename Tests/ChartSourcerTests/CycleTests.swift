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
private let boundary = Timestamp(milliseconds: 1_700_006_400_000)
private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

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

private struct Room: Sendable {
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

  /// A started cycle of two symbols.
  func started() async throws -> CycleID {
    let symbols = try ["BTCUSDT", "ETHUSDT"].map { try #require(Symbol($0)) }
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
    let cycles = try await ListCyclesHandler(database: room.database).answer(ListCycles(limit: 10)).cycles
    #expect(cycles.map(\.status) == [.skipped, .planned])
    #expect(try await published(CycleSkipped.self, room.database).map(\.reason) == ["late"])
  }

  @Test("5s exists in paper mode only")
  func fiveSeconds() async throws {
    let room = try await Room()
    let key = "AUTOTRADER_TRADING_TIMEFRAMES"
    #expect(try room.configuration([key: "5s"]).timeframes == [.fiveSeconds])
    #expect(throws: ConfigurationError.self) { try room.configuration([key: "5s", "AUTOTRADER_TRADING_MODE": "demo"]) }
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
    let closer = CycleCloser(database: room.database)
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
    let closer = CycleCloser(database: room.database)
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

/// Candles from a scripted exchange.
@Suite struct CandleHistoryTests {
  private func rows(_ start: Int64, _ end: Int64, _ change: (Int64) -> String? = { _ in nil }) -> String {
    stride(from: start, through: end, by: 60_000).reversed().map { time in
      change(time) ?? #"["\#(time)","100","102","99","101","5","500"]"#
    }.joined(separator: ",")
  }

  private func serve(_ request: ScriptedHTTPServer.Request, _ change: (Int64) -> String? = { _ in nil }) -> ScriptedHTTPServer.Reply {
    func number(_ name: String) -> Int64 {
      request.query.split(separator: "&").first { $0.hasPrefix(name + "=") }.flatMap { Int64($0.dropFirst(name.count + 1)) } ?? 0
    }
    let list = request.path == "/v5/market/kline" ? rows(number("start"), number("end"), change) : ""
    let time = TimeSource.system.now.milliseconds
    let result = #"{"category":"linear","symbol":"BTCUSDT","list":[\#(list)],"timeSecond":"\#(time / 1000)","timeNano":"\#(time)000000"}"#
    return .init(
      #"{"retCode":0,"retMsg":"OK","result":\#(result),"retExtInfo":{},"time":\#(time)}"#, headers: [("X-Paper-Exchange", "1")])
  }

  private func fetches(_ server: ScriptedHTTPServer) -> [String] {
    server.requests.filter { $0.path == "/v5/market/kline" }.compactMap { request in
      request.query.split(separator: "&").first { $0.hasPrefix("start=") }.map { String($0.dropFirst(6)) }
    }
  }

  private func history(_ room: Room, _ server: ScriptedHTTPServer) throws -> CandleHistory {
    let settings = try Settings.load(environment: ["AUTOTRADER_EXCHANGE_URL": server.baseURL])
    return CandleHistory(database: room.database, exchange: try VerifiedExchange(settings, withCredentials: false, logger: quiet))
  }

  @Test("The window is fetched once; afterwards only its missing tail, and after a long absence only the window")
  func tail() async throws {
    let room = try await Room()
    let server = try ScriptedHTTPServer { serve($0) }
    defer { server.stop() }
    let history = try history(room, server)
    let symbol = try #require(Symbol("BTCUSDT"))
    for minutes in [0, 0, 3, 3, 100_000] {
      let close = boundary + .seconds(minutes * 60)
      let candles = try await history.candles(symbol, .oneMinute, closingAt: close)
      #expect(candles.count == 300)
      #expect(candles.last?.openTime == close - .seconds(60))
      try candles.validate(.oneMinute)
    }
    let starts = [boundary - .seconds(300 * 60), boundary, boundary + .seconds(99_700 * 60)]
    #expect(fetches(server) == starts.map { String($0.milliseconds) })
  }

  private func worker(_ room: Room, _ server: ScriptedHTTPServer) throws -> ChartWorker {
    ChartWorker(database: room.database, history: try history(room, server), time: room.clock.source, logger: quiet)
  }

  @Test("Candles that cannot be real fail the chart with the reason, and none is stored", arguments: ["NaN", "-5", "1e400", "103"])
  func malformed(_ open: String) async throws {
    let room = try await Room()
    let bad = (boundary - .seconds(600)).milliseconds
    let server = try ScriptedHTTPServer { serve($0) { $0 == bad ? #"["\#($0)","\#(open)","102","99","101","5","500"]"# : nil } }
    defer { server.stop() }
    _ = try await room.started()
    let worker = try worker(room, server)
    try await eventually("both charts have failed") {
      _ = try await worker.step()
      return try await published(ChartFailed.self, room.database).count == 2
    }
    #expect(try await published(ChartFailed.self, room.database).map(\.reason) == ["malformedCandles", "malformedCandles"])
    #expect(try await published(ChartCaptured.self, room.database).isEmpty)
    let stored = try await room.database.transaction { try $0.execute("SELECT count(*) AS n FROM klines").first?.read("n", as: Int.self) }
    #expect(stored == 0)
  }

  @Test("A missing candle in the middle fails the chart too")
  func gap() async throws {
    let room = try await Room()
    let missing = (boundary - .seconds(600)).milliseconds
    let server = try ScriptedHTTPServer { request in
      var reply = serve(request)
      reply.body = reply.body.replacing(#"["\#(missing)","100","102","99","101","5","500"],"#, with: "")
      return reply
    }
    defer { server.stop() }
    _ = try await room.started()
    #expect(try await worker(room, server).step() == .worked)
    #expect(try await published(ChartFailed.self, room.database).map(\.reason) == ["malformedCandles", "malformedCandles"])
  }

  @Test("An exchange that cannot be reached is waited for, and after the deadline the charts are expired")
  func unreachable() async throws {
    let room = try await Room()
    let server = try ScriptedHTTPServer([.fault(.reset)])
    defer { server.stop() }
    _ = try await room.started()
    let worker = try worker(room, server)
    #expect(try await worker.step() != .worked)
    #expect(try await published(ChartFailed.self, room.database).isEmpty)
    room.clock.advance(by: .seconds(30))
    #expect(try await worker.step() == .worked)
    #expect(try await published(ChartFailed.self, room.database).map(\.reason) == ["expired", "expired"])
  }

  @Test("Good candles become an image under its own hash and one event a symbol")
  func captured() async throws {
    let room = try await Room()
    let server = try ScriptedHTTPServer { serve($0) }
    defer { server.stop() }
    _ = try await room.started()
    #expect(try await worker(room, server).step() == .worked)
    let events = try await published(ChartCaptured.self, room.database)
    #expect(events.map(\.lastPrice.description) == ["101", "101"])
    for event in events {
      let png = try #require(try await GetChartImageHandler(database: room.database).answer(GetChartImage(imageHash: event.imageHash)).png)
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
  }
}
