import Foundation
import Messages
import Model
import TestKit
import Testing

@testable import Analyzer

/// A published OpenAI-compatible server, `fakellm` from PyPI, unmodified: what others have built must understand us, and we them.
@Suite(.timeLimit(.minutes(10))) struct PublishedServerTests {
  @Test("A reply of a published server becomes a stored, schema-valid analysis with tokens and cost")
  func analysis() async throws {
    var room = try await ModelRoom(try ScriptedModelServer([ScriptedModelServer.completion("{}")]))
    defer { room.server.stop() }
    let port = try #require(try LoopbackPorts.free(1).first)
    let published = try PublishedServer(port: port, answer: room.answer.text)
    defer { published.stop() }
    room.url = "http://127.0.0.1:\(port)/v1"
    room.models = ["published-1"]
    room.options = try ModelOptions(#"{"published-1":{"input":"2","output":"10","imageTokens":1200}}"#)
    let fixed = room
    try await eventually("fakellm listens", within: .seconds(120)) {
      guard published.isRunning else { throw TestFailure("fakellm ended") }
      return try await fixed.isListening()
    }
    let (completed, failed) = try await room.analyze()
    #expect(failed.map(\.message) == [])
    let analysis = try #require(completed.first?.analysis)
    let reply = try await GetAnalysisHandler(database: room.database).answer(GetAnalysis(analysisID: analysis.analysisID))
    let record = try #require(reply.record)
    let model = try #require(try JSONDecoder().decode(AnalysisRecord.self, from: Data(record.utf8)).model)
    #expect(try AnswerDecoding.decode(model.content, .jsonSchema) == model.answer)
    #expect(model.answeredBy == "published-1" && model.checks.allSatisfy(\.passed))
    let usage = try #require(model.usage)
    #expect(usage.promptTokens > 0 && usage.completionTokens > 0 && !model.costIsEstimate)
    // $2 and $10 for a million tokens: 2 and 10 millionths a token.
    let millionths = usage.promptTokens * 2 + usage.completionTokens * 10
    #expect(model.costDollars == Dollars(FixedPoint(units: Int128(millionths) * 100)))
    let costs = try await GetCostsHandler(database: room.database, budget: room.budget).answer(GetCosts(by: .model, limit: 5))
    #expect(costs.rows.map(\.key) == ["published-1"] && costs.spending.first?.booked == model.costDollars)
  }
}

/// The process of `fakellm`, from the environment that `deploy/test` makes.
final class PublishedServer: Sendable {
  private let process = Process()
  private let folder: URL

  init(port: Int, answer: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let program = root.appendingPathComponent(".build/python-clients/bin/fakellm")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw TestFailure("\(program.lastPathComponent) is not installed: run ./deploy/test, which makes .build/python-clients")
    }
    folder = URL(fileURLWithPath: try TestFolder.make("fakellm"))
    // JSON is YAML. It answers only what it understood: a question to this model, with the symbol in its text.
    let rules: [String: Any] = [
      "rules": [
        ["name": "chart", "when": ["model_matches": "published-*", "messages_contain": "btcusdt"], "respond": ["content": answer]]
      ]
    ]
    let file = folder.appendingPathComponent("rules.yaml")
    try JSONSerialization.data(withJSONObject: rules).write(to: file)
    process.executableURL = program
    process.arguments = ["serve", "--host", "127.0.0.1", "--port", "\(port)", "--config", file.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  func stop() {
    // It keeps nothing, and a graceful end would wait for our kept connection.
    kill(process.processIdentifier, SIGKILL)
    do {
      try FileManager.default.removeItem(at: folder)
    } catch {
      Issue.record("\(folder.path) cannot be removed: \(error)")
    }
  }
}
