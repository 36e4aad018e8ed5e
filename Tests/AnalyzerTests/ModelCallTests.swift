import Database
import FoundationEssentials
import Messages
import Model
import TestKit
import Testing
import TradingRules

@testable import Analyzer

@Suite struct ModelCallTests {
  private func good(_ candles: [Candle] = Fixture.candles(seed: 3), usage: (Int, Int, Int)? = (1500, 0, 300)) -> ScriptedHTTPServer.Reply {
    ScriptedModelServer.completion(AnswerText(candles).text, usage: usage)
  }

  @Test("The request is what strict servers want: an image with its detail, the strict schema, one reply limit, no sampling")
  func request() async throws {
    let server = try ScriptedModelServer([good()])
    defer { server.stop() }
    let room = try await ModelRoom(server)
    #expect(try await room.analyze().completed.count == 1)
    let request = try #require(server.requests.first)
    let tree = try JSONValue(parsing: request.body.utf8)
    guard case .object(let members) = tree else { throw TestFailure("no object") }
    #expect(Set(members.keys) == ["model", "max_completion_tokens", "messages", "response_format", "reasoning_effort"])
    #expect(tree["max_completion_tokens"]?.double == 2000)
    let parts = tree["messages"]?.elements?.last?["content"]?.elements
    #expect(parts?.last?["image_url"]?["detail"]?.string == "high")
    #expect(parts?.first?["text"]?.string?.contains("BTCUSDT on the 1m timeframe") == true)
    #expect(request.header("X-Client-Request-Id") != nil)
  }

  @Test("A stored analysis tells everything about its call")
  func stored() async throws {
    let server = try ScriptedModelServer([good(usage: (1500, 500, 300))])
    defer { server.stop() }
    let room = try await ModelRoom(server)
    let analysis = try #require(try await room.analyze().completed.first?.analysis)
    let reply = try await GetAnalysisHandler(database: room.database).answer(GetAnalysis(analysisID: analysis.analysisID))
    let record = try JSONDecoder().decode(AnalysisRecord.self, from: Data(try #require(reply.record).utf8))
    let model = try #require(record.model)
    #expect(model.model == "gpt-6-luna" && model.answeredBy == "scripted-1" && model.requestID == "req_1")
    #expect(model.prompt == "chart-analysis@1" && model.imageHash == "hash" && model.content == room.answer.text)
    #expect(reply.prompt?.name == "chart-analysis" && reply.prompt?.version == 1 && reply.prompt?.user.contains("{{symbol}}") == true)
    #expect(model.usage == TokenUsage(promptTokens: 1500, cachedTokens: 500, completionTokens: 300))
    // 1000 · $0.1 + 500 · $0.01 + 300 · $0.5, each for a million
    #expect(model.costDollars == Dollars("0.000255") && !model.costIsEstimate)
    #expect(model.reading.value == 0 && model.checks.allPassed && model.latencyMilliseconds >= 0)
  }

  @Test("A second chart with the same image is answered from the store, for nothing")
  func cached() async throws {
    let server = try ScriptedModelServer([good()])
    defer { server.stop() }
    let room = try await ModelRoom(server)
    for _ in 0..<3 { _ = try await room.analyze() }
    #expect(try await published(AnalysisCompleted.self, room.database).count == 3)
    #expect(server.requests.count == 1)
    _ = try await room.analyze(try Fixture.chart(image: "another"))
    #expect(server.requests.count == 2)
  }

  @Test("The same question asked by four analyzers at once is paid once")
  func inFlight() async throws {
    let reply = ScriptedModelServer.completion(AnswerText(Fixture.candles(seed: 3)).text, behaviour: .delay(milliseconds: 400))
    let server = try ScriptedModelServer([reply])
    defer { server.stop() }
    let room = try await ModelRoom(server)
    let question = try await room.question()
    let chart = try Fixture.chart()
    let answers = try await withThrowingTaskGroup(of: ModelCallID.self) { group in
      for instance in ["a", "b", "c", "d"] {
        group.addTask {
          let connection = try room.test.connect(.analyzer, time: room.time)
          let answer = try await room.caller(instance, connection).ask(question, for: chart, deadline: room.time.now + .seconds(120))
          await connection.close()
          return try answer.get().callID
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers).count == 1 && answers.count == 4)
    #expect(server.requests.count == 1)
  }

  @Test("A restart that finds the answer stored asks nothing")
  func restarted() async throws {
    let server = try ScriptedModelServer([good()])
    defer { server.stop() }
    let room = try await ModelRoom(server)
    let chart = try Fixture.chart()
    // The call is stored, the job is not ended: killed between the two commits.
    let stored = try await room.caller().ask(
      try await question(of: chart, room), for: chart, deadline: room.time.now + .seconds(120))
    _ = try stored.get()
    _ = try await room.analyze(chart)
    #expect(try await published(AnalysisCompleted.self, room.database).count == 1)
    #expect(server.requests.count == 1)
  }

  private func question(of chart: ChartCaptured, _ room: ModelRoom) async throws -> Question {
    let plain = try await room.question(chart.imageHash)
    return Question(
      prompt: plain.prompt,
      userText: plain.prompt.userText(symbol: chart.symbol, timeframe: chart.timeframe, closed: chart.candleClose),
      imageHash: plain.imageHash, png: plain.png, model: plain.model, detail: plain.detail, effort: plain.effort, format: plain.format,
      sample: 0, server: plain.server)
  }

  @Test("After a retired model the next in the list answers")
  func fallback() async throws {
    let answer = good()
    let server = try ScriptedModelServer { request in
      request.body.contains(#""model":"gpt-5.6-luna""#) ? answer : ScriptedModelServer.error(404, code: "model_not_found", "retired")
    }
    defer { server.stop() }
    var room = try await ModelRoom(server)
    room.models = ["gpt-6-luna", "gpt-5.6-luna"]
    let (completed, _) = try await room.analyze()
    let reply = try await GetAnalysisHandler(database: room.database).answer(
      GetAnalysis(analysisID: try #require(completed.first).analysis.analysisID))
    let record = try JSONDecoder().decode(AnalysisRecord.self, from: Data(try #require(reply.record).utf8))
    #expect(record.model?.model == "gpt-5.6-luna")
    #expect(record.faults?.map(\.code) == [.modelNotFound])
  }

  @Test("A server that knows no schema is asked in the next simpler format, from then on at once, where a fence is taken off")
  func ladder() async throws {
    let answer = AnswerText(Fixture.candles(seed: 3)).text
    let server = try ScriptedModelServer { request in
      if request.body.contains("response_format") {
        return ScriptedModelServer.error(400, parameter: "response_format", "response_format is not supported")
      }
      return ScriptedModelServer.completion("```json\n\(answer)\n```")
    }
    defer { server.stop() }
    let room = try await ModelRoom(server)
    #expect(try await room.analyze().completed.count == 1)
    #expect(server.requests.count == 3)
    _ = try await room.analyze(try Fixture.chart(image: "another"))
    #expect(server.requests.count == 4)
  }

  @Test("A failed try is repeated and the answer taken; only the answer is paid")
  func retried() async throws {
    let server = try ScriptedModelServer([
      ScriptedModelServer.error(429, type: "tokens", code: "rate_limit_exceeded", headers: [("retry-after-ms", "20")]),
      ScriptedModelServer.error(500), good(),
    ])
    defer { server.stop() }
    let room = try await ModelRoom(server)
    #expect(try await room.analyze().completed.count == 1)
    #expect(try await room.calls().map(\.cost) == [.zero, .zero, Dollars("0.0003")])
  }

  @Test("A refused key switches the server off: the next charts are explained without a call")
  func switchedOff() async throws {
    let server = try ScriptedModelServer([good()])
    defer { server.stop() }
    var room = try await ModelRoom(server)
    room.key = "sk-wrong-0123456789"
    _ = try await room.analyze()
    let failed = try await room.analyze(try Fixture.chart(image: "another")).failed
    #expect(failed.map(\.reason) == ["invalidKey", "serverOff"])
    #expect(server.requests.count == 1)
    #expect(failed.allSatisfy { !$0.message.contains("sk-wrong") })
  }

  @Test("The time for analyses ends a wait, and nothing is asked that cannot be answered in time")
  func deadline() async throws {
    let server = try ScriptedModelServer([.fault(.silence)])
    defer { server.stop() }
    var room = try await ModelRoom(server)
    // Of it a second is kept for the commit and as the least that is worth a question.
    room.analysisTime = .seconds(5)
    room.timeout = .seconds(600)
    let begin = ContinuousClock.now
    let failed = try await room.analyze().failed
    #expect(ContinuousClock.now - begin < room.timeout)
    #expect(failed.map(\.reason) == ["timedOut"])
    #expect(server.requests.count == 1)
    // In a time that stands still nothing is left of it but this.
    var late = try await ModelRoom(server, time: TestClock(Fixture.close + .seconds(1)).source)
    late.analysisTime = .milliseconds(300)
    #expect(try await late.analyze().failed.map(\.reason) == ["noTime"])
    #expect(server.requests.count == 1)
  }

  @Test("Five failures in a row open the breaker")
  func breaker() async throws {
    let server = try ScriptedModelServer([ScriptedModelServer.error(500, headers: [("x-should-retry", "false")])])
    defer { server.stop() }
    let room = try await ModelRoom(server)
    for number in 0..<6 { _ = try await room.analyze(try Fixture.chart(image: "image-\(number)")) }
    #expect(server.requests.count == 5)
    #expect(try await published(AnalysisFailed.self, room.database).map(\.reason).last == "breakerOpen")
  }

  @Test("A prompt version cannot be changed, and a new text of the program becomes the next version")
  func prompts() async throws {
    let room = try await ModelRoom(try ScriptedModelServer([good()]))
    defer { room.server.stop() }
    await #expect(throws: DatabaseError.self) {
      try await room.database.transaction { try $0.execute("UPDATE prompt_versions SET system_text = 'x'") }
    }
    func ensure(_ system: String) async throws -> PromptVersion? {
      try await room.database.transaction { transaction in
        let prompts = PromptStorage(transaction: transaction)
        try prompts.ensure(DefaultPrompt.name, system: system, user: DefaultPrompt.user)
        return try prompts.active(DefaultPrompt.name)
      }
    }
    #expect(try await ensure(DefaultPrompt.system)?.number == 1)
    #expect(try await ensure("another text")?.number == 2)
    #expect(try await ensure("another text")?.number == 2)
  }
}
