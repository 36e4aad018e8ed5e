import FoundationEssentials
import Instance
import Messages
import Messaging
import Model

/// Finds what an id means and asks each owner for its part of the story. Everything is asked for by its id: age does not matter.
struct DossierSearch: Sendable {
  let bus: Bus

  /// What an id led to: a cycle, and of it one symbol.
  private struct Subject {
    let cycleID: CycleID
    let symbol: Symbol?
    var analysisID: AnalysisID?
    var proposalID: ProposalID?
  }

  /// - Parameters:
  ///   - id: of a cycle, a proposal or trade (they are the same), or an analysis.
  ///   - symbol: narrows a cycle to one symbol.
  /// - Throws: ``CommandFailure`` when nothing has this id, or the cycle has nothing of the symbol.
  func find(_ id: UUID, symbol: Symbol?) async throws -> Dossier {
    if let report = try await bus.ask(GetCycle(cycleID: CycleID(rawValue: id))).cycle {
      if let symbol { try Self.require(symbol, in: report) }
      return try await dossier(Subject(cycleID: report.cycleID, symbol: symbol), report)
    }
    let proposalID = ProposalID(rawValue: id)
    if let story = try await bus.ask(GetTradeStory(tradeID: proposalID.trade)).story {
      let trade = story.trade
      if trade.adoptedBy != nil { return Self.dossier(ofAdopted: story) }
      return try await dossier(
        Subject(cycleID: trade.cycleID, symbol: trade.symbol, analysisID: trade.analysisID, proposalID: proposalID))
    }
    if let proposal = try await bus.ask(GetProposals(proposalIDs: [proposalID])).approvals.first?.proposal {
      return try await dossier(
        Subject(cycleID: proposal.cycleID, symbol: proposal.symbol, analysisID: proposal.analysisID, proposalID: proposalID))
    }
    let analysis = try await bus.ask(GetAnalysis(analysisID: AnalysisID(rawValue: id)))
    if let summary = analysis.analysis { return try await dossier(of: summary, analysis.record) }
    throw CommandFailure(
      .failed,
      "nothing has the id \(id.uuidString.lowercased()): not a trade, a proposal or an analysis, nor a cycle (those that opened no trade "
        + "are kept for a time only)")
  }

  /// A cycle that is under way, or has not come to its symbols, does not tell which they are.
  private static func require(_ symbol: Symbol, in report: CycleReport) throws(CommandFailure) {
    let symbols = Set(report.steps.compactMap(\.symbol)).sorted()
    guard report.status == .completed, !symbols.isEmpty, !symbols.contains(symbol) else { return }
    throw CommandFailure(
      .failed, "\(symbol) is not in this cycle: \(symbols.map(\.description).joined(separator: ", ")) \(symbols.count == 1 ? "is" : "are")")
  }

  /// An analysis does not know its cycle; the cycles of its candle name it.
  private func dossier(of analysis: AnalysisSummary, _ record: String?) async throws -> Dossier {
    let ofCandle = ListCycles(timeframe: analysis.timeframe, candleClose: analysis.candleClose, limit: 200)
    let reference = analysis.analysisID.description
    let naming = try await bus.ask(ofCandle).cycles.filter { $0.steps.contains { $0.reference == reference } }
    func hasExecution(_ report: CycleReport) -> Bool { report.steps.contains { $0.name == .execution && $0.symbol == analysis.symbol } }
    guard let report = naming.first(where: hasExecution) ?? naming.first else {
      return Dossier(
        cycle: nil, symbol: analysis.symbol, analysis: analysis, analysisRecord: record, verdicts: [], sizings: [], approvals: [],
        calibrations: [], trades: [])
    }
    return try await dossier(
      Subject(cycleID: report.cycleID, symbol: analysis.symbol, analysisID: analysis.analysisID), report)
  }

  private func dossier(_ subject: Subject) async throws -> Dossier {
    try await dossier(subject, try await bus.ask(GetCycle(cycleID: subject.cycleID)).cycle)
  }

  private static func dossier(ofAdopted story: TradeStory) -> Dossier {
    Dossier(
      cycle: nil, symbol: story.trade.symbol, analysis: nil, analysisRecord: nil, verdicts: [], sizings: [], approvals: [],
      calibrations: [], trades: [story])
  }

  /// - Parameter report: nil when chart-sourcer has deleted the cycle; the other owners keep their parts.
  private func dossier(_ subject: Subject, _ report: CycleReport?) async throws -> Dossier {
    func concerns(_ other: Symbol?) -> Bool { subject.symbol == nil || other == nil || other == subject.symbol }
    let steps = (report?.steps ?? []).filter { concerns($0.symbol) }
    var analysis = GetAnalysis.Reply()
    let named = steps.first { [.analysis, .filter].contains($0.name) && $0.reference != nil }?.reference.flatMap { AnalysisID($0) }
    if subject.symbol != nil, let id = subject.analysisID ?? named { analysis = try await bus.ask(GetAnalysis(analysisID: id)) }
    let cycle = report.map { report in
      CycleReport(
        cycleID: report.cycleID, timeframe: report.timeframe, candleClose: report.candleClose, status: report.status,
        reason: report.reason, endsAt: report.endsAt, steps: steps, proposals: report.proposals, tradesExecuted: report.tradesExecuted)
    }
    let proposals = Self.proposals(steps, subject.proposalID)
    var stories: [TradeStory] = []
    for id in proposals {
      if let story = try await bus.ask(GetTradeStory(tradeID: id.trade)).story { stories.append(story) }
    }
    let approvals =
      proposals.isEmpty
      ? []
      : try await bus.ask(GetProposals(proposalIDs: proposals)).approvals
        .sorted { $0.proposal.symbol.description < $1.proposal.symbol.description }
    return Dossier(
      cycle: cycle.map(CycleOutput.init), symbol: subject.symbol, analysis: analysis.analysis, analysisRecord: analysis.record,
      verdicts: try await bus.ask(GetVerdicts(cycleID: subject.cycleID)).verdicts.filter { concerns($0.symbol) },
      sizings: try await bus.ask(GetSizing(cycleID: subject.cycleID)).sizings.filter { concerns($0.symbol) },
      approvals: approvals, calibrations: try await CalibrationSearch(bus: bus).calibrations(of: approvals.map(\.proposal)), trades: stories
    )
  }

  /// Each proposal that the story names, once, and the one that was asked about.
  private static func proposals(_ steps: [CycleStep], _ asked: ProposalID?) -> [ProposalID] {
    var ids = asked.map { [$0] } ?? []
    for step in steps where [.sizing, .confirmation, .execution].contains(step.name) {
      if let id = step.reference.flatMap({ ProposalID($0) }), !ids.contains(id) { ids.append(id) }
    }
    return ids
  }
}
