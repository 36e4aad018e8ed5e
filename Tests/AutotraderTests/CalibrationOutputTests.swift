import FoundationEssentials
import Instance
import Messages
import Model
import Testing

@testable import Autotrader

@Suite struct CalibrationOutputTests {
  private static let start = Timestamp(milliseconds: 1_700_000_000_000)

  private func proposal(_ confidence: Double) throws -> TradeProposal {
    TradeProposal(
      proposalID: .random(), cycleID: .random(), analysisID: .random(), symbol: try #require(Symbol("BTCUSDT")), timeframe: .oneMinute,
      side: .buy, quantity: try #require(Quantity("1")), entryPrice: try #require(Price("100")), stopLoss: try #require(Price("95")),
      takeProfit: try #require(Price("110")), averageTrueRange: try #require(Price("4")), leverage: 5, notional: try #require(Money("100")),
      riskAmount: try #require(Money("5")), riskRewardRatio: 2, confidence: confidence, promptName: "chart-analysis@1",
      approveBy: Self.start + .seconds(48), enterBy: Self.start + .seconds(60))
  }

  private let reply = GetCalibration.Reply(bins: [
    CalibrationBin(tenth: 6, closed: 9, won: 9), CalibrationBin(tenth: 7, closed: 22, won: 14),
  ])

  @Test("What is asked is what was known when the proposal's cycle began")
  func question() throws {
    #expect(GetCalibration(of: try proposal(0.72)) == GetCalibration(promptName: "chart-analysis@1", closedBefore: Self.start))
  }

  @Test("The list shows won and closed trades with the interval; too few give only their number")
  func table() throws {
    let proposals = [try proposal(0.72), try proposal(0.65), try proposal(0.9)]
    let known = proposals.prefix(2).map { CalibrationOutput($0, reply) }
    let lines = ApprovalTable.make(proposals.map { Approval(proposal: $0, status: .pending) }, known).lines
    #expect(lines[0].contains("such trades won"))
    #expect(lines[1].contains("  14 of 22 (43–80 %)  ") && lines[2].contains("  too few (9)  ") && lines[3].contains("  –  "))
  }

  @Test("Programs get counts and the interval as numbers, none while too few trades have closed")
  func json() throws {
    func fields(_ confidence: Double) throws -> [String: JSONValue]? {
      let data = try JSONEncoder().encode(CalibrationOutput(try proposal(confidence), reply))
      guard case .object(let fields) = try JSONValue(parsing: data) else { return nil }
      return fields
    }
    let enough = try #require(try fields(0.72))
    #expect(Set(enough.keys) == ["proposalId", "promptName", "confidence", "range", "closed", "won", "low", "high"])
    let few = try #require(try fields(0.65))
    #expect(few["low"] == nil && few["high"] == nil && few["closed"] != nil)
  }

  @Test("Of the tool's dossier each proposal has a sentence")
  func sentence() throws {
    #expect(
      CalibrationOutput(try proposal(0.72), reply).text
        == "confidence 0.72 by chart-analysis@1: 14 of 22 closed trades at 0.7–0.8 won (95 %: 43–80 %)")
  }
}
