import Charting
import Database
import FoundationEssentials
import HTTPClient
import Logging
import Messages
import Model
import ServiceKit
import TestKit
import Testing
import TradingRules

@testable import Analyzer

/// The model analyst on a real PostgreSQL and a real, scripted server; in a time that runs, because deadlines and pauses are real.
struct ModelRoom: Sendable {
  struct Images: ImageSource {
    let png: Data?
    func png(_ chart: ChartCaptured) async throws -> Data? { png }
  }

  let test: TestDatabase
  let database: Database
  let server: ScriptedModelServer
  let time: TimeSource
  let client: HTTPClient
  let candles = Fixture.candles(seed: 3)
  let png: Data
  var url: String
  var models = ["gpt-6-luna"]
  var options: ModelOptions
  var members = 1
  var ensembleKind = AnalystPlan.EnsembleKind.samples
  var agreement = 1
  var budget = Budget(daily: Dollars(FixedPoint(units: 100_00000000)), monthly: Dollars(FixedPoint(units: 1000_00000000)))
  var format: AnswerFormat?
  var key = ScriptedModelServer.key
  var timeout = Duration.seconds(60)
  var analysisTime = Duration.seconds(120)
  let gate = ServerGate()

  init(_ server: ScriptedModelServer, time: TimeSource = .fromNoon()) async throws {
    test = try await TestCluster.shared.makeDatabase()
    database = try await test.migrated(.analyzer, AnalysisMigrations.all, time: time)
    self.server = server
    self.time = time
    url = server.url
    options = try ModelOptions(nil)
    client = try HTTPClient(logger: Self.logger)
    let symbol = try #require(Symbol("BTCUSDT"))
    png = Data(try ChartRenderer.render(ChartInput(symbol: symbol, timeframe: .oneMinute, candles: candles)).png)
    try await database.transaction { transaction in
      try PromptStorage(transaction: transaction).ensure(DefaultPrompt.name, system: DefaultPrompt.system, user: DefaultPrompt.user)
    }
  }

  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  var answer: AnswerText { AnswerText(candles) }

  func caller(_ instance: String = "a", _ database: Database? = nil) -> ModelCaller {
    ModelCaller(
      database: database ?? self.database, instance: instance, client: client,
      server: ModelServer(kind: .openai, url: url, key: key, timeout: timeout), budget: budget, gate: gate,
      policy: RetryPolicy(base: .milliseconds(1), tries: 3, longest: .milliseconds(20)), time: time, logger: Self.logger,
      killPoints: .none(.analyzer))
  }

  func jobs(_ instance: String = "a", _ database: Database? = nil) throws -> AnalysisJobs {
    let profiles = try models.map { try options.profile($0, replyTokens: 2000, isOwnServer: false) }
    let plan = AnalystPlan(
      promptName: DefaultPrompt.name, models: profiles, detail: .high, effort: "low", format: format, members: members,
      ensembleKind: ensembleKind, agreement: agreement, readingLimit: ReadingScore.defaultLimit)
    let desk = ModelDesk(
      database: database ?? self.database, images: Images(png: png), caller: caller(instance, database), plan: plan)
    return AnalysisJobs(
      name: "test", database: database ?? self.database, instance: instance, candles: AnalysisJobsTests.Source(series: candles),
      analyst: desk, time: time, logger: Self.logger,
      killPoints: .none(.analyzer))
  }

  func question(_ image: String = "hash", sample: Int = 0) async throws -> Question {
    let prompt = try await database.transaction { try PromptStorage(transaction: $0).active(DefaultPrompt.name) }
    return Question(
      prompt: try #require(prompt), userText: "Assess.", imageHash: image, png: png,
      model: try #require(ModelCatalogue.profile("gpt-6-luna", replyTokens: 2000)), detail: .high, effort: "low", format: .jsonSchema,
      sample: sample, server: server.url)
  }

  func capture(_ chart: ChartCaptured) async throws {
    try await deliver(chart, to: ChartCapturedHandler(), database, actBefore: time.now + analysisTime)
  }

  /// Analyses one chart and tells how it ended.
  func analyze(_ chart: ChartCaptured? = nil) async throws -> (completed: [AnalysisCompleted], failed: [AnalysisFailed]) {
    try await capture(try chart ?? Fixture.chart())
    #expect(try await jobs().step() == .worked)
    return (try await published(AnalysisCompleted.self, database), try await published(AnalysisFailed.self, database))
  }

  func isListening() async throws -> Bool {
    do {
      _ = try await client.send(HTTPRequest(url: url, timeout: .seconds(60)))
      return true
    } catch {
      guard error.code == .connectFailed else { throw error }
      return false
    }
  }

  struct Call: Sendable, Equatable {
    let state: String
    let fault: String?
    let message: String?
    let cost: Dollars?
    let isEstimate: Bool
  }

  func calls() async throws -> [Call] {
    try await database.transaction { transaction in
      try transaction.execute(
        "SELECT state, fault_code, fault_message, cost, cost_is_estimate FROM model_calls ORDER BY started_at, ended_at"
      ).map { row in
        Call(
          state: try row.read("state"), fault: try row.readOptional("fault_code"), message: try row.readOptional("fault_message"),
          cost: try row.readOptional("cost"), isEstimate: try row.read("cost_is_estimate"))
      }
    }
  }

  /// The ledger added up line by line: what was booked and reserved at each instant.
  func ledger() async throws -> (highest: Dollars, booked: Dollars, reserved: Dollars) {
    try await database.transaction { transaction in
      var (booked, reserved, highest) = (Dollars.zero, Dollars.zero, Dollars.zero)
      for row in try transaction.execute("SELECT kind, amount FROM cost_ledger ORDER BY entry") {
        let amount: Dollars = try row.read("amount")
        switch try row.read("kind", as: String.self) {
        case "reserved": reserved += amount
        case "released": reserved -= amount
        default: booked += amount
        }
        highest = max(highest, booked + reserved)
      }
      return (highest, booked, reserved)
    }
  }
}
