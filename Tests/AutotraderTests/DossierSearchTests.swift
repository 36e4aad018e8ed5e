import Foundation
import Instance
import Messages
import Model
import TestKit
import Testing

@testable import Autotrader

/// Nothing here lists the newest rows: what is asked for by its id is found at any age.
@Suite(.timeLimit(.minutes(10))) struct DossierSearchTests {
  private static let at = Timestamp(milliseconds: 1_700_000_100_000)
  private let cycleID = CycleID.random()
  private let analysisID = AnalysisID.random()
  private let proposalID = ProposalID.random()
  private let symbol: Symbol

  init() throws { symbol = try #require(Symbol("BTCUSDT")) }

  private func price(_ text: String) throws -> Price { try #require(Price(text)) }

  private func report(_ steps: [CycleStep], id: CycleID? = nil) -> CycleReport {
    CycleReport(
      cycleID: id ?? cycleID, timeframe: .oneMinute, candleClose: Self.at, status: .completed, endsAt: Self.at + .seconds(60), steps: steps,
      proposals: 1, tradesExecuted: 1)
  }

  private func step(_ name: CycleStep.Name, _ reference: (any CustomStringConvertible)? = nil) -> CycleStep {
    CycleStep(name: name, symbol: symbol, outcome: .done, detail: "", reference: reference.map { "\($0)" }, at: Self.at)
  }

  private func approval(_ status: ApprovalStatus) throws -> Approval {
    Approval(
      proposal: TradeProposal(
        proposalID: proposalID, cycleID: cycleID, analysisID: analysisID, symbol: symbol, timeframe: .oneMinute, side: .buy,
        quantity: try #require(Quantity("0.016")), entryPrice: try price("60000"), stopLoss: try price("59800"),
        takeProfit: try price("60500"), averageTrueRange: try price("100"), leverage: 5, notional: try #require(Money("960")),
        riskAmount: try #require(Money("4")), riskRewardRatio: 2.5, confidence: 0.8, promptName: "rules", approveBy: Self.at,
        enterBy: Self.at + .seconds(60)), status: status)
  }

  private func summary() throws -> AnalysisSummary {
    AnalysisSummary(
      analysisID: analysisID, symbol: symbol, timeframe: .oneMinute, candleClose: Self.at, recommendation: .buy, confidence: 0.8,
      setupQuality: 0.8, marketEnvironment: 0.7, averageTrueRange: try price("100"), pattern: "p", reasoning: "r", imageHash: "h",
      promptName: "rules")
  }

  private func story(adoptedBy: String? = nil) throws -> TradeStory {
    let trade = Trade(
      tradeID: proposalID.trade, cycleID: cycleID, analysisID: analysisID, symbol: symbol, side: .buy, status: .open,
      quantity: try #require(Quantity("0.016")), createdAt: Self.at, adoptedBy: adoptedBy)
    return TradeStory(trade: trade, orders: [], orderEvents: [], executions: [], ledger: [])
  }

  /// Every owner knows what is given here and nothing else.
  private func find(
    _ id: UUID, cycles: [CycleReport], approval: Approval? = nil, story: TradeStory? = nil, analysis: AnalysisSummary? = nil,
    symbol asked: Symbol? = nil
  ) async throws -> Dossier {
    var services = ScriptedServices()
    let proposalID = proposalID
    let verdict = Verdict(symbol: symbol, rule: "hasDirection", value: "buy", limit: "buy or sell", passed: true)
    services.answer(GetCycle.self) { asked in GetCycle.Reply(cycle: cycles.first { $0.cycleID == asked.cycleID }) }
    services.answer(ListCycles.self) { asked in
      ListCycles.Reply(cycles: asked.timeframe == .oneMinute && asked.candleClose == Self.at ? cycles : [])
    }
    services.answer(GetTradeStory.self) { GetTradeStory.Reply(story: $0.tradeID == proposalID.trade ? story : nil) }
    services.answer(GetProposals.self) { asked in
      GetProposals.Reply(approvals: asked.proposalIDs.contains(proposalID) ? approval.map { [$0] } ?? [] : [])
    }
    services.answer(GetAnalysis.self) { GetAnalysis.Reply(analysis: $0.analysisID == analysis?.analysisID ? analysis : nil, record: "{}") }
    services.answer(GetVerdicts.self) { _ in GetVerdicts.Reply(verdicts: [verdict]) }
    services.answer(GetSizing.self) { _ in GetSizing.Reply(sizings: []) }
    services.answer(GetCalibration.self) { _ in GetCalibration.Reply(bins: []) }
    return try await services.run { try await DossierSearch(bus: $0).find(id, symbol: asked) }
  }

  @Test func aTradeIsFoundByItsIDHoweverManyCameAfterIt() async throws {
    let steps = [step(.analysis, analysisID), step(.sizing, proposalID), step(.execution, proposalID)]
    let dossier = try await find(
      proposalID.rawValue, cycles: [report(steps)], approval: try approval(.confirmed), story: try story(), analysis: try summary())
    #expect(dossier.cycle?.cycleId == cycleID && dossier.symbol == symbol && dossier.analysis?.analysisID == analysisID)
    #expect(dossier.trades.map(\.trade.tradeID) == [proposalID.trade] && dossier.approvals.map(\.status) == [.confirmed])
    #expect(dossier.verdicts.count == 1 && dossier.calibrations.count == 1)
  }

  @Test func aProposalThatBecameNoTradeIsFoundByItsID() async throws {
    let dossier = try await find(
      proposalID.rawValue, cycles: [report([step(.sizing, proposalID)])], approval: try approval(.rejected), analysis: try summary())
    #expect(dossier.approvals.map(\.status) == [.rejected] && dossier.trades.isEmpty && dossier.analysis != nil)
  }

  @Test func anAnalysisIsFoundThroughTheCyclesOfItsCandleThatWhichTradedOnIt() async throws {
    let other = CycleID.random()
    let cycles = [
      report([step(.filter)], id: .random()), report([step(.filter, analysisID)], id: other),
      report([step(.analysis, analysisID), step(.execution, proposalID)]),
    ]
    let dossier = try await find(
      analysisID.rawValue, cycles: cycles, approval: try approval(.confirmed), story: try story(), analysis: try summary())
    #expect(dossier.cycle?.cycleId == cycleID && dossier.trades.count == 1)
    let untraded = try await find(analysisID.rawValue, cycles: Array(cycles.prefix(2)), analysis: try summary())
    #expect(untraded.cycle?.cycleId == other && untraded.trades.isEmpty)
  }

  @Test func aCycleTellsAllItsTradesAndApprovals() async throws {
    let steps = [step(.sizing, proposalID), step(.confirmation, proposalID), step(.execution, proposalID)]
    let dossier = try await find(cycleID.rawValue, cycles: [report(steps)], approval: try approval(.confirmed), story: try story())
    #expect(dossier.symbol == nil && dossier.trades.count == 1 && dossier.approvals.count == 1)
  }

  @Test func whatIsKeptIsToldWhenTheCycleIsNot() async throws {
    let rejected = try await find(proposalID.rawValue, cycles: [], approval: try approval(.rejected), analysis: try summary())
    #expect(rejected.cycle == nil && rejected.approvals.count == 1 && rejected.verdicts.count == 1 && rejected.analysis != nil)
    let lines = DossierText(dossier: rejected).lines(for: Terminal(hasColours: false) { _ in })
    #expect(lines.contains { $0.contains("not kept any more") })
    let analysis = try await find(analysisID.rawValue, cycles: [], analysis: try summary())
    #expect(analysis.analysis?.analysisID == analysisID && analysis.analysisRecord == "{}")
  }

  @Test func anAdoptedPositionHasNoCycleAndNothingElseIsAsked() async throws {
    let dossier = try await find(proposalID.rawValue, cycles: [], story: try story(adoptedBy: "ada"))
    #expect(dossier.cycle == nil && dossier.trades.count == 1 && dossier.verdicts.isEmpty)
  }

  @Test func aSymbolThatTheCycleDoesNotHaveIsSaidSoWithThoseThatItHas() async throws {
    let cycles = [report([step(.analysis, analysisID)])]
    let nope = try #require(Symbol("NOPEUSDT"))
    let failure = await #expect(throws: CommandFailure.self) { try await find(cycleID.rawValue, cycles: cycles, symbol: nope) }
    #expect(failure == CommandFailure(.failed, "NOPEUSDT is not in this cycle: BTCUSDT is"))
    #expect(try await find(cycleID.rawValue, cycles: cycles, analysis: try summary(), symbol: symbol).symbol == symbol)
    // Nothing is known of the symbols of a cycle that has not come to them.
    #expect(try await find(cycleID.rawValue, cycles: [report([])], symbol: nope).symbol == nope)
  }

  @Test func anIDThatNobodyHasIsSaidSo() async throws {
    await #expect(throws: CommandFailure.self) { try await find(UUID(), cycles: [report([])]) }
  }
}
