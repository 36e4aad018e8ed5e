import Database
import Messages
import Model
import TestKit
import Testing
import TradingRules

@testable import SignalFilter

enum Fixture {
  static let start = Timestamp(milliseconds: 1_700_000_000_000)
  static func symbol(_ text: String) throws -> Symbol { try #require(Symbol(text)) }
  static func symbols(_ texts: [String]) throws -> [Symbol] { try texts.map(symbol) }

  /// Entry 100, stop 98, target 104 unless told otherwise: ratio 2, one ATR is 1.
  static func analysis(_ symbol: String, _ confidence: Double = 0.8, _ recommendation: Recommendation = .buy, target: String = "104") throws
    -> AnalysisSummary
  {
    AnalysisSummary(
      analysisID: .random(), symbol: try self.symbol(symbol), timeframe: .oneMinute, candleClose: start, recommendation: recommendation,
      confidence: confidence, setupQuality: 0.8, marketEnvironment: 0.8, riskRewardRatio: 2,
      entryPrice: recommendation == .hold ? nil : Price("100"), stopLoss: recommendation == .hold ? nil : Price("98"),
      takeProfit: recommendation == .hold ? nil : Price(target), averageTrueRange: try #require(Price("1")), pattern: "none",
      reasoning: "because", imageHash: "hash", promptName: "rules-1")
  }

  static func started(_ symbols: [String], cycle: CycleID, reused: [AnalysisSummary] = []) throws -> CycleStarted {
    CycleStarted(
      cycleID: cycle, timeframe: .oneMinute, candleClose: start, symbols: try self.symbols(symbols), reused: reused,
      analysisBy: start + .seconds(30), approveBy: start + .seconds(48), endsAt: start + .seconds(60))
  }
}

@Suite struct RankingTests {
  private func rank(_ outcomes: [(String, CandidateOutcome)], symbols: [String], occupied: [String] = []) throws -> Ranking {
    var table: [Symbol: CandidateOutcome] = [:]
    for (symbol, outcome) in outcomes { table[try Fixture.symbol(symbol)] = outcome }
    return Ranking(
      symbols: try Fixture.symbols(symbols), outcomes: table, occupied: Set(try Fixture.symbols(occupied)), settings: FilterSettings())
  }

  @Test("Every rule's verdict is kept for every analysed symbol, also after the first failure")
  func allVerdicts() throws {
    let ranking = try rank(
      [("AUSDT", .analysed(try Fixture.analysis("AUSDT", 0.1, target: "101"))), ("BUSDT", .analysed(try Fixture.analysis("BUSDT")))],
      symbols: ["AUSDT", "BUSDT"], occupied: ["AUSDT"])
    let failing = ranking.verdicts.filter { $0.symbol.description == "AUSDT" }
    #expect(failing.map(\.rule) == FilterRule.allCases.map(\.rawValue))
    #expect(failing.filter { !$0.passed }.map(\.rule) == ["minimumConfidence", "minimumRiskReward", "symbolFree"])
    #expect(ranking.verdicts.filter { $0.symbol.description == "BUSDT" && $0.passed }.count == FilterRule.allCases.count)
    #expect(ranking.rejected.map(\.rule) == ["minimumConfidence"])
    #expect(ranking.signals.map(\.symbol.description) == ["BUSDT"])
  }

  @Test("Each symbol of the cycle ends as a signal or as rejected: failed, missing and hold say why")
  func everySymbol() throws {
    let ranking = try rank(
      [
        ("AUSDT", .failed(reason: "malformedCandles", message: "a gap")), ("CUSDT", .analysed(try Fixture.analysis("CUSDT", 0.9, .hold))),
        ("DUSDT", .analysed(try Fixture.analysis("DUSDT"))),
      ], symbols: ["AUSDT", "BUSDT", "CUSDT", "DUSDT"])
    #expect(ranking.rejected.map(\.rule) == ["malformedCandles", "notAnswered", "hasDirection"])
    #expect(ranking.rejected.last?.message == "because")
    #expect(ranking.signals.map(\.symbol.description) == ["DUSDT"])
    #expect(Set(ranking.verdicts.map(\.symbol)).count == 4)
  }

  @Test("The order is confidence, then ratio, then symbol, whatever order the cycle names them in", arguments: 1...10)
  func order(_ seed: Int) throws {
    let outcomes: [(String, CandidateOutcome)] = [
      ("AUSDT", .analysed(try Fixture.analysis("AUSDT", 0.7))), ("BUSDT", .analysed(try Fixture.analysis("BUSDT", 0.9))),
      ("CUSDT", .analysed(try Fixture.analysis("CUSDT", 0.7, target: "106"))), ("DUSDT", .analysed(try Fixture.analysis("DUSDT", 0.7))),
    ]
    let names = outcomes.map(\.0)
    let rotated = (0..<4).map { names[($0 * (seed.isMultiple(of: 2) ? 3 : 1) + seed) % 4] }
    #expect(try rank(outcomes, symbols: rotated).signals.map(\.symbol.description) == ["BUSDT", "CUSDT", "AUSDT", "DUSDT"])
  }
}

/// Events in every order on a real PostgreSQL.
@Suite struct CycleCollectionTests {
  struct Room: Sendable {
    let database: Database
    let clock = TestClock(Fixture.start)
    let cycle = CycleID.random()

    init() async throws {
      database = try await TestCluster.shared.makeDatabase().migrated(.signalFilter, SignalsMigrations.all, time: clock.source)
    }

    var ranker: CycleRanker { CycleRanker(database: database, settings: FilterSettings(), time: clock.source) }
    func start(_ symbols: [String], reused: [AnalysisSummary] = [], actBefore: Timestamp? = nil) async throws {
      try await deliver(
        try Fixture.started(symbols, cycle: cycle, reused: reused), to: CycleStartedHandler(), database, actBefore: actBefore)
    }
    func analysed(_ analysis: AnalysisSummary, actBefore: Timestamp? = nil) async throws {
      try await deliver(
        AnalysisCompleted(cycleID: cycle, analysis: analysis), to: AnalysisCompletedHandler(), database, actBefore: actBefore)
    }
    func ranked() async throws -> [SignalsRanked] { try await published(SignalsRanked.self, database) }
  }

  @Test("Whatever order start, analyses and failures arrive in, the cycle is ranked once with the same signals", arguments: 0..<6)
  func anyOrder(_ permutation: Int) async throws {
    let room = try await Room()
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    for step in orders[permutation] {
      #expect(try await room.ranker.step() != .worked)
      switch step {
      case 0: try await room.start(["AUSDT", "BUSDT"])
      case 1: try await room.analysed(try Fixture.analysis("AUSDT"))
      default:
        try await deliver(
          ChartFailed(
            cycleID: room.cycle, symbol: try Fixture.symbol("BUSDT"), timeframe: .oneMinute, candleClose: Fixture.start, reason: "expired",
            message: "no chart"), to: ChartFailedHandler(), room.database)
      }
    }
    #expect(try await room.ranker.step() == .worked)
    #expect(try await room.ranker.step() == .idle)
    let ranked = try await room.ranked()
    #expect(ranked.map { $0.signals.map(\.symbol.description) } == [["AUSDT"]])
    #expect(ranked.first?.rejected.map(\.rule) == ["expired"])
    #expect(try await GetVerdictsHandler(database: room.database).answer(GetVerdicts(cycleID: room.cycle)).verdicts.count == 8)
  }

  @Test("At the deadline a cycle is ranked with what is there; a later analysis changes nothing")
  func deadline() async throws {
    let room = try await Room()
    try await room.start(["AUSDT", "BUSDT"], reused: [try Fixture.analysis("AUSDT")])
    #expect(try await room.ranker.step() == .idle(until: Fixture.start + .seconds(30)))
    room.clock.advance(by: .seconds(30))
    #expect(try await room.ranker.step() == .worked)
    try await room.analysed(try Fixture.analysis("BUSDT"), actBefore: Fixture.start + .seconds(30))
    #expect(try await room.ranker.step() == .idle)
    let ranked = try await room.ranked()
    #expect(ranked.count == 1)
    #expect(ranked.first?.rejected.map(\.rule) == ["notAnswered"])
  }

  @Test("A symbol's first outcome stands")
  func firstStands() async throws {
    let room = try await Room()
    let first = try Fixture.analysis("AUSDT", 0.9)
    try await room.start(["AUSDT"], reused: [first])
    try await room.analysed(try Fixture.analysis("AUSDT", 0.1))
    _ = try await room.ranker.step()
    #expect(try await room.ranked().first?.signals == [first])
  }

  @Test("A cycle that is heard of after its end is published as ranked without signals, each symbol as expired")
  func expired() async throws {
    let room = try await Room()
    room.clock.advance(by: .seconds(60))
    try await room.start(["AUSDT", "BUSDT"], actBefore: Fixture.start + .seconds(60))
    #expect(try await room.ranker.step() == .idle)
    let ranked = try #require(try await room.ranked().first)
    #expect(ranked.signals.isEmpty)
    #expect(ranked.rejected.map(\.rule) == ["expired", "expired"])
  }

  @Test("An adopted position occupies its symbol; the trade of a proposal does so already", arguments: [true, false])
  func adoptedOccupation(isAdopted: Bool) async throws {
    let room = try await Room()
    let (symbol, price) = (try Fixture.symbol("AUSDT"), try #require(Price("100")))
    try await deliver(
      TradeOpened(
        tradeID: .random(), cycleID: .random(), symbol: symbol, side: .buy, quantity: try #require(Quantity("1")), entryPrice: price,
        stopLoss: price, takeProfit: price, averageTrueRange: price, fee: .zero, unprotectedMilliseconds: 0,
        adoption: isAdopted ? Adoption(decidedBy: "ada", riskAmount: .zero) : nil), to: TradeOpenedHandler(), room.database)
    let occupied = try await room.database.transaction { try LiveTradeStorage(transaction: $0).occupiedSymbols() }
    #expect(occupied == (isAdopted ? [symbol] : []))
  }

  @Test("A proposal occupies its symbol until any of its ends, also when the end arrives first", arguments: 0..<4, [true, false])
  func occupation(_ end: Int, _ endFirst: Bool) async throws {
    let room = try await Room()
    let (id, symbol) = (ProposalID.random(), try Fixture.symbol("AUSDT"))
    func propose() async throws {
      let price = try #require(Price("100"))
      let proposal = TradeProposal(
        proposalID: id, cycleID: room.cycle, analysisID: .random(), symbol: symbol, timeframe: .oneMinute, side: .buy,
        quantity: try #require(Quantity("1")), entryPrice: price, stopLoss: price, takeProfit: price, averageTrueRange: price, leverage: 1,
        notional: .zero, riskAmount: .zero, riskRewardRatio: 2, confidence: 1, promptName: "", approveBy: Fixture.start,
        enterBy: Fixture.start)
      try await deliver(TradeProposed(proposal: proposal), to: TradeProposedHandler(), room.database, actBefore: Fixture.start)
    }
    func finish() async throws {
      switch end {
      case 0:
        try await deliver(
          TradeRejected(proposalID: id, cycleID: room.cycle, symbol: symbol, channel: .cli, decidedBy: "", reason: ""),
          to: TradeRejectedHandler(), room.database)
      case 1:
        try await deliver(
          TradeExpired(proposalID: id, cycleID: room.cycle, symbol: symbol, message: ""), to: TradeExpiredHandler(), room.database)
      case 2:
        try await deliver(
          TradeFailed(tradeID: id.trade, cycleID: room.cycle, symbol: symbol, reason: "", message: ""), to: TradeFailedHandler(),
          room.database)
      default:
        try await deliver(
          TradeClosed(
            tradeID: id.trade, cycleID: room.cycle, symbol: symbol, side: .buy, quantity: .zero, entryPrice: .zero, exitPrice: .zero,
            fees: .zero, realizedPnL: .zero, reason: .stopLoss), to: TradeClosedHandler(), room.database)
      }
    }
    func occupied() async throws -> Set<Symbol> {
      try await room.database.transaction { try LiveTradeStorage(transaction: $0).occupiedSymbols() }
    }
    if endFirst {
      try await finish()
    } else {
      try await propose()
      #expect(try await occupied() == [symbol])
    }
    endFirst ? try await propose() : try await finish()
    #expect(try await occupied().isEmpty)
  }
}
