import Database
import Logging
import Messages
import Model
import ServiceKit
import TestKit
import Testing
import TradingRules

@testable import Analyzer

@Suite struct RulesDeskTests {
  private func reason(_ candles: [Candle]) throws -> String? {
    guard case .rejected(let reason, _, _) = RulesDesk().analyze(try Fixture.subject(candles)) else { return nil }
    return reason
  }

  @Test("Candles that end too early, have a gap, cannot be real or are too few give no analysis")
  func unusable() throws {
    let good = Fixture.candles()
    #expect(try reason(good) == nil)
    #expect(try reason(Array(good.dropLast())) == "staleCandles")
    #expect(try reason([]) == "staleCandles")
    #expect(try reason(Array(good[..<70] + good[71...])) == "malformedCandles")
    var bad = good
    bad[3] = Candle(openTime: good[3].openTime, open: 5, high: 4, low: 3, close: 5, volume: 1)
    #expect(try reason(bad) == "malformedCandles")
    #expect(try reason(Array(good.suffix(60))) == "tooFewCandles")
  }

  @Test("Every accepted trade has passed all checks, with its levels on the right sides; a hold has none")
  func accepted() throws {
    var (trades, holds) = (0, 0)
    for seed in UInt64(1)...150 {
      guard
        case .accepted(let summary, let record) = RulesDesk().analyze(try Fixture.subject(Fixture.candles(seed: seed)))
      else { continue }
      #expect(record.checks.allPassed)
      guard let side = summary.recommendation.side else {
        #expect(summary.entryPrice == nil && summary.stopLoss == nil && summary.takeProfit == nil && summary.riskRewardRatio == nil)
        holds += 1
        continue
      }
      let (entry, stop, target) = (try #require(summary.entryPrice), try #require(summary.stopLoss), try #require(summary.takeProfit))
      #expect(side == .buy ? stop < entry && entry < target : stop > entry && entry > target)
      #expect((0...1).contains(summary.confidence))
      trades += 1
    }
    #expect(trades > 3 && holds > 3)
  }
}

/// Jobs on a real PostgreSQL.
@Suite struct AnalysisJobsTests {
  struct Source: CandleSource {
    var series = Fixture.candles()
    /// Runs before the answer.
    var meanwhile: @Sendable () async throws -> Void = {}
    func candles(_ chart: ChartCaptured) async throws -> [Candle] {
      try await meanwhile()
      return series
    }
  }

  struct Room: Sendable {
    let test: TestDatabase
    let database: Database
    let clock = TestClock(Fixture.close + .seconds(1))

    init() async throws {
      test = try await TestCluster.shared.makeDatabase()
      database = try await test.migrated(.analyzer, AnalysisMigrations.all, time: clock.source)
    }

    func jobs(_ instance: String = "a", _ source: Source = Source(), _ database: Database? = nil) -> AnalysisJobs {
      AnalysisJobs(
        name: "test", database: database ?? self.database, instance: instance, candles: source, analyst: RulesDesk(), time: clock.source,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, killPoints: .none(.analyzer))
    }

    func capture(_ chart: ChartCaptured, analysisBy: Timestamp = Fixture.close + .seconds(30)) async throws {
      try await deliver(chart, to: ChartCapturedHandler(), database, actBefore: analysisBy)
    }
  }

  @Test("Ended jobs are deleted by age; one that waits stays, however old")
  func pruned() async throws {
    let room = try await Room()
    try await room.capture(try Fixture.chart("BTCUSDT"))
    #expect(try await room.jobs().step() == .worked)
    try await room.capture(try Fixture.chart("ETHUSDT"))
    let end = room.clock.now + .seconds(1)
    for (moment, left) in [(end - .seconds(2), 2), (end, 1), (end + .seconds(9), 1)] {
      #expect(try await room.database.transaction { try !JobStorage(transaction: $0).prune(endedBefore: moment) })
      let count = try await room.database.transaction { try $0.execute("SELECT 1 FROM jobs").count }
      #expect(count == left)
    }
  }

  @Test("Two analyzers share forty jobs; each chart has exactly one outcome")
  func shared() async throws {
    let room = try await Room()
    for _ in 0..<8 {
      let cycle = CycleID.random()
      for symbol in ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"] {
        try await room.capture(try Fixture.chart(symbol, cycle: cycle))
      }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for instance in ["a", "b"] {
        group.addTask {
          let connection = try room.test.connect(.analyzer, time: room.clock.source)
          let jobs = room.jobs(instance, Source(), connection)
          while try await jobs.step() == .worked {}
          await connection.close()
        }
      }
      try await group.waitForAll()
    }
    let completed = try await published(AnalysisCompleted.self, room.database)
    #expect(completed.count == 40)
    #expect(Set(completed.map { "\($0.cycleID) \($0.analysis.symbol)" }).count == 40)
    // One analysis of record per symbol, timeframe and close: all cycles got the same five.
    #expect(Set(completed.map(\.analysis.analysisID)).count == 5)
    let fresh = try await GetFreshAnalysesHandler(database: room.database).answer(
      GetFreshAnalyses(timeframe: .oneMinute, candleClose: Fixture.close, symbols: completed.map(\.analysis.symbol)))
    #expect(Set(fresh.analyses.map(\.analysisID)) == Set(completed.map(\.analysis.analysisID)))
  }

  @Test("A dead worker's job is taken over after its lease, and its late commit loses")
  func lease() async throws {
    let room = try await Room()
    try await room.capture(try Fixture.chart())
    let slow = Source(meanwhile: {
      let early = try await room.jobs("b").step()
      room.clock.advance(by: JobStorage.lease + .milliseconds(1))
      let late = try await room.jobs("b").step()
      #expect(early == .idle && late == .worked)
    })
    _ = try await room.jobs("a", slow).step()
    #expect(try await published(AnalysisCompleted.self, room.database).count == 1)
    #expect(try await room.jobs("a").step() == .idle)
  }

  @Test("A claim from before the clock was set back does not hold its job")
  func setBack() async throws {
    let room = try await Room()
    room.clock.advance(by: .seconds(25))
    try await room.capture(try Fixture.chart())
    #expect(try await room.database.transaction { try JobStorage(transaction: $0).claim(by: "dead") != nil })
    room.clock.advance(by: .seconds(-20))
    #expect(try await room.jobs("b").step() == .worked)
  }

  @Test("A restarted process frees what it held under its name, and nothing else")
  func release() async throws {
    let room = try await Room()
    for symbol in ["BTCUSDT", "ETHUSDT"] { try await room.capture(try Fixture.chart(symbol)) }
    for instance in ["a", "b"] { _ = try await room.database.transaction { try JobStorage(transaction: $0).claim(by: instance)?.tries } }
    #expect(try await room.jobs("a").step() == .idle)
    try await AnalysisJobs.releaseOwnClaims(room.database, of: "a")
    #expect(try await room.jobs("a").step() == .worked)
    #expect(try await room.jobs("a").step() == .idle)
  }

  @Test("While candles cannot be had the job waits, then it ends as expired")
  func waits() async throws {
    let room = try await Room()
    try await room.capture(try Fixture.chart())
    let away = Source(meanwhile: { throw TestFailure("chart-sourcer is away") })
    for _ in 0..<3 { #expect(try await room.jobs("a", away).step() != .worked) }
    #expect(try await topics(room.database).isEmpty)
    room.clock.set(Fixture.close + .seconds(30))
    #expect(try await room.jobs("a", away).step() == .worked)
    #expect(try await published(AnalysisFailed.self, room.database).map(\.reason) == ["expired"])
  }

  @Test("A chart that arrives too late is published as expired, once, and makes no job")
  func late() async throws {
    let room = try await Room()
    try await room.capture(try Fixture.chart(), analysisBy: Fixture.close)
    #expect(try await published(AnalysisFailed.self, room.database).map(\.reason) == ["expired"])
    #expect(try await room.jobs().step() == .idle)
  }

  @Test("A rejected analysis is kept with its reason, and nobody finds it as fresh")
  func rejected() async throws {
    let room = try await Room()
    try await room.capture(try Fixture.chart())
    _ = try await room.jobs("a", Source(series: Array(Fixture.candles().dropLast()))).step()
    #expect(try await published(AnalysisFailed.self, room.database).map(\.reason) == ["staleCandles"])
    let kept = try await room.database.transaction {
      try $0.execute("SELECT reason FROM shadow_results WHERE kind = 'rejected'").map { try $0.read("reason", as: String.self) }
    }
    #expect(kept.count == 1 && kept.first?.hasPrefix("staleCandles") == true)
    let fresh = try await GetFreshAnalysesHandler(database: room.database).answer(
      GetFreshAnalyses(timeframe: .oneMinute, candleClose: Fixture.close, symbols: [try Fixture.chart().symbol]))
    #expect(fresh.analyses.isEmpty)
  }
}
