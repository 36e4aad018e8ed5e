import Database
import FoundationEssentials
import Messages
import Model
import TestKit
import Testing
import TradingRules

@testable import Analyzer

@Suite struct ModelMoneyTests {
  private func good(_ candles: [Candle] = Fixture.candles(seed: 3), usage: (Int, Int, Int)? = (1500, 0, 300)) -> ScriptedHTTPServer.Reply {
    ScriptedModelServer.completion(AnswerText(candles).text, usage: usage)
  }

  @Test("Eight analyzers at once never book and reserve more than the budget, and spend what fits")
  func budget() async throws {
    let answer = AnswerText(Fixture.candles(seed: 3)).text
    let server = try ScriptedModelServer { _ in ScriptedModelServer.completion(answer, behaviour: .delay(milliseconds: 15)) }
    defer { server.stop() }
    var room = try await ModelRoom(server)
    let estimate = try #require(CostEstimate(try await room.question())).dollars
    // Room for a handful of reservations at once.
    let limit = Dollars(FixedPoint(units: estimate.fixedPoint.units * 5))
    room.budget = Budget(daily: limit, monthly: Dollars(FixedPoint(units: limit.fixedPoint.units * 2)))
    let fixed = room
    let refusals = try await withThrowingTaskGroup(of: Int.self) { group in
      for worker in 0..<8 {
        group.addTask {
          let connection = try fixed.test.connect(.analyzer, time: fixed.time)
          let caller = fixed.caller("worker-\(worker)", connection)
          var refused = 0
          for turn in 0..<6 {
            let question = try await fixed.question("image-\(worker)-\(turn)")
            let result = try await caller.ask(question, for: try Fixture.chart(), deadline: fixed.time.now + .seconds(120))
            if case .failure(let fault) = result {
              #expect(fault.code == .overBudget)
              refused += 1
            }
          }
          await connection.close()
          return refused
        }
      }
      return try await group.reduce(0, +)
    }
    let ledger = try await room.ledger()
    #expect(ledger.highest <= limit)
    #expect(ledger.reserved == .zero)
    #expect(refusals > 0 && server.requests.count + refusals == 48)
    // Each paid call costs $0.0003; the books and the calls agree.
    let paid = Dollars(FixedPoint(units: Int128(server.requests.count) * 30_000))
    #expect(ledger.booked == paid)
    let spent = try await room.database.transaction { try CostStorage(transaction: $0).spending(fixed.budget) }
    #expect(spent.allSatisfy { $0.booked == paid && $0.reserved == .zero } && spent.count == 2)
  }

  @Test("The month's budget stops calls too, and the analysis says so")
  func month() async throws {
    let server = try ScriptedModelServer([good()])
    defer { server.stop() }
    var room = try await ModelRoom(server)
    room.budget = Budget(daily: Dollars(FixedPoint(units: 100_00000000)), monthly: .zero)
    let failed = try await room.analyze().failed
    #expect(failed.map(\.reason) == ["overBudget"] && failed[0].message.contains("month:"))
    #expect(server.requests.isEmpty)
  }

  @Test("A process that dies in a call pays it twice at most: the dead call is booked whole, the next process asks once more, and no third")
  func killed() async throws {
    let server = try ScriptedModelServer([good()])
    defer { server.stop() }
    let room = try await ModelRoom(server)
    let question = try await room.question()
    let chart = try Fixture.chart()
    let estimate = try #require(CostEstimate(question)).dollars
    func claim(_ instance: String) async throws -> CallStorage.Claim {
      try await room.database.transaction {
        try CallStorage(transaction: $0).claim(question, estimate, for: chart, by: instance, room.budget)
      }
    }
    guard case .granted = try await claim("a") else { throw TestFailure("the first claim was not granted") }
    // Killed here: the restarted process frees what it held.
    try await AnalysisJobs.releaseOwnClaims(room.database, of: "a")
    #expect(try await room.ledger().booked == estimate)
    guard case .granted = try await claim("a") else { throw TestFailure("the second claim was not granted") }
    try await AnalysisJobs.releaseOwnClaims(room.database, of: "a")
    guard case .refused(let fault) = try await claim("a") else { throw TestFailure("a third claim was granted") }
    #expect(fault.code == .paidTwice)
    let ledger = try await room.ledger()
    #expect(ledger.booked == estimate + estimate && ledger.reserved == .zero)
    #expect(try await room.calls().map(\.state) == ["abandoned", "abandoned"])
  }

  @Test("A dead analyzer's call lapses with its claim and is taken over by another")
  func takenOver() async throws {
    let room = try await ModelRoom(try ScriptedModelServer([good()]))
    defer { room.server.stop() }
    let clock = TestClock(room.time.now)
    let late = try room.test.connect(.analyzer, time: clock.source)
    let (question, chart) = (try await room.question(), try Fixture.chart())
    func claim(_ instance: String) async throws -> CallStorage.Claim {
      try await late.transaction {
        try CallStorage(transaction: $0).claim(question, Dollars.zero, for: chart, by: instance, room.budget)
      }
    }
    _ = try await claim("a")
    guard case .busy = try await claim("b") else { throw TestFailure("not busy") }
    clock.advance(by: CallStorage.lease + .seconds(1))
    guard case .granted = try await claim("b") else { throw TestFailure("not granted") }
    await late.close()
  }

  @Test("Without usage the reservation is booked and marked as an estimate")
  func noUsage() async throws {
    let server = try ScriptedModelServer([good(usage: nil)])
    defer { server.stop() }
    let room = try await ModelRoom(server)
    #expect(try await room.analyze().completed.count == 1)
    let call = try #require(try await room.calls().first)
    let estimate = try await room.database.transaction {
      try $0.execute("SELECT reserved FROM model_calls").first?.read("reserved", as: Dollars.self)
    }
    #expect(call.isEstimate && call.cost == estimate)
  }

  @Test("Costs are told by cycle, analysis, prompt, model and day")
  func costs() async throws {
    let server = try ScriptedModelServer([good()])
    defer { server.stop() }
    let room = try await ModelRoom(server)
    let chart = try Fixture.chart()
    let analysis = try #require(try await room.analyze(chart).completed.first?.analysis)
    let handler = GetCostsHandler(database: room.database, budget: room.budget)
    let today = String(room.time.now.description.prefix(10))
    for (by, key) in [
      (CostGrouping.cycle, chart.cycleID.description), (.analysis, analysis.analysisID.description), (.prompt, "chart-analysis@1"),
      (.model, "gpt-6-luna"), (.symbol, "BTCUSDT"), (.day, today),
    ] {
      let rows = try await handler.answer(GetCosts(by: by, limit: 10)).rows
      let cost = try #require(Dollars("0.0003"))
      #expect(
        rows == [CostRow(key: key, calls: 1, answered: 1, promptTokens: 1500, completionTokens: 300, cost: cost, hasEstimates: false)])
    }
    for (analyses, count) in [([analysis.analysisID], 1), ([.random()], 0), ([], 0)] {
      #expect(try await handler.answer(GetCosts(by: .analysis, analyses: analyses, limit: 10)).rows.count == count)
    }
    let whole = try await GetAnalysisHandler(database: room.database).answer(GetAnalysis(analysisID: analysis.analysisID))
    #expect(whole.analysis == analysis && whole.cost?.calls == 1 && whole.cost?.cost == Dollars("0.0003"))
    #expect(whole.cost?.key == analysis.analysisID.description && whole.cost?.promptTokens == 1500 && whole.cost?.hasEstimates == false)
    #expect(try await handler.answer(GetCosts(by: .day, to: room.time.now - .seconds(3600), limit: 10)).rows.isEmpty)
  }
}
