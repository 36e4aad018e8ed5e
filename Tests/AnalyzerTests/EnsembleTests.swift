import Messages
import Model
import TestKit
import Testing

@testable import Analyzer

@Suite struct EnsembleTests {
  private func ballot(_ side: Recommendation, _ confidence: Double = 0.7) -> EnsembleVote.Ballot {
    EnsembleVote.Ballot(side, confidence: confidence)
  }

  @Test("Of those that agree the middle confidence speaks for all; the lower one of two")
  func chosen() {
    #expect(EnsembleVote.decide([ballot(.buy, 0.9), ballot(.buy, 0.6), ballot(.buy, 0.7)], agreement: 2) == .agreed(2))
    #expect(EnsembleVote.decide([ballot(.sell, 0.9), ballot(.buy, 0.6), ballot(.sell, 0.7)], agreement: 2) == .agreed(2))
    #expect(EnsembleVote.decide([ballot(.hold, 0.2), nil, ballot(.hold, 0.3)], agreement: 2) == .agreed(0))
  }

  @Test("Too few, a tie and no answer are no agreement")
  func disagreed() {
    #expect(
      EnsembleVote.decide([ballot(.buy), ballot(.sell), nil], agreement: 2)
        == .disagreed("2 of 3 must agree: 1 buy, 1 sell, 1 without an answer"))
    #expect(
      EnsembleVote.decide([ballot(.buy), ballot(.buy), ballot(.sell), ballot(.sell)], agreement: 2)
        == .disagreed("2 of 4 must agree: 2 buy, 2 sell"))
    #expect(EnsembleVote.decide([nil, nil], agreement: 1) == .disagreed("1 of 2 must agree: 2 without an answer"))
  }

  @Test("Two of three samples that agree make the analysis of record; the others are kept beside it")
  func samples() async throws {
    let candles = Fixture.candles(seed: 3)
    let texts = [AnswerText(candles), AnswerText(candles, direction: "hold"), AnswerText(candles, setup: 0.6)]
    let server = try ScriptedModelServer(texts.map { ScriptedModelServer.completion($0.text) })
    defer { server.stop() }
    var room = try await ModelRoom(server)
    (room.members, room.agreement) = (3, 2)
    let (completed, failed) = try await room.analyze()
    #expect(failed.isEmpty && completed.map(\.analysis.recommendation) == [.buy])
    // The lower of the two: 0.40·0.6 + 0.25·(2/3) + 0.35·0.7 = 0.24 + 0.16667 + 0.245
    #expect(completed.first?.analysis.confidence == 0.652)
    let kept = try await room.database.transaction { try $0.execute("SELECT id FROM shadow_results WHERE kind = 'ensemble'").count }
    #expect(kept == 2 && server.requests.count == 3)
  }

  @Test("A member's stand-ins are models that no other member begins with")
  func standIns() throws {
    let models = try ["gpt-6-luna", "gpt-5.6-luna", "gpt-4o"].map { try #require(ModelCatalogue.profile($0, replyTokens: 2000)) }
    func plan(_ kind: AnalystPlan.EnsembleKind, members: Int) -> AnalystPlan {
      AnalystPlan(
        promptName: "p", models: models, detail: .high, effort: nil, format: nil, members: members, ensembleKind: kind, agreement: 1,
        readingLimit: 1)
    }
    let two = plan(.models, members: 2)
    #expect((0..<2).map { two.models(ofMember: $0).map(\.name) } == [["gpt-6-luna", "gpt-4o"], ["gpt-5.6-luna", "gpt-4o"]])
    // More members than models: the fourth asks the first model for a second sample.
    let four = plan(.models, members: 4)
    #expect(four.models(ofMember: 3).map(\.name) == ["gpt-6-luna"] && four.sample(ofMember: 3) == 1)
    #expect(plan(.samples, members: 2).models(ofMember: 1).count == 3 && plan(.samples, members: 2).sample(ofMember: 1) == 1)
  }

  @Test("Models that disagree make no trade, and each model is asked once")
  func models() async throws {
    let candles = Fixture.candles(seed: 3)
    let (buy, sell) = (AnswerText(candles), AnswerText(candles, direction: "sell"))
    let server = try ScriptedModelServer { request in
      ScriptedModelServer.completion((request.body.contains(#""model":"gpt-6-luna""#) ? buy : sell).text)
    }
    defer { server.stop() }
    var room = try await ModelRoom(server)
    room.models = ["gpt-6-luna", "gpt-5.6-luna"]
    (room.members, room.agreement, room.ensembleKind) = (2, 2, .models)
    let (completed, failed) = try await room.analyze()
    #expect(completed.isEmpty && failed.map(\.reason) == ["noAgreement"])
    #expect(failed.first?.message == "2 of 2 must agree: 1 buy, 1 sell")
    #expect(server.requests.count == 2)
  }
}
