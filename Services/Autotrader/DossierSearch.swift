import FoundationEssentials
import Instance
import Messages
import Messaging
import Model

/// Finds what an id means and asks each owner for its part of the story.
struct DossierSearch: Sendable {
  let bus: Bus

  /// - Parameters:
  ///   - id: of a cycle, a proposal or trade (they are the same), or an analysis.
  ///   - symbol: narrows a cycle to one symbol.
  /// - Throws: ``CommandFailure`` when nothing has this id.
  func find(_ id: UUID, symbol: Symbol?) async throws -> Dossier {
    if let report = try await bus.ask(GetCycle(cycleID: CycleID(rawValue: id))).cycle {
      return try await dossier(report, symbol)
    }
    let trades = try await bus.ask(ListTrades(limit: 200)).trades
    if let trade = trades.first(where: { $0.tradeID.rawValue == id || $0.analysisID.rawValue == id }) {
      if trade.adoptedBy != nil { return try await dossier(ofAdopted: trade) }
      return try await dossier(try await report(trade.cycleID), trade.symbol)
    }
    let approvals = try await bus.ask(ListApprovals(pendingOnly: false, limit: 200)).approvals
    if let proposal = approvals.map(\.proposal).first(where: { $0.proposalID.rawValue == id || $0.analysisID.rawValue == id }) {
      return try await dossier(try await report(proposal.cycleID), proposal.symbol)
    }
    // An analysis that led to no proposal: its cycle's story names it.
    let cycles = try await bus.ask(ListCycles(limit: 200)).cycles
    let text = id.uuidString.lowercased()
    for cycle in cycles {
      if let step = cycle.steps.first(where: { $0.reference == text }) { return try await dossier(cycle, step.symbol) }
    }
    throw CommandFailure(.failed, "nothing recent has the id \(text): not a cycle, a proposal, a trade or an analysis")
  }

  private func report(_ cycle: CycleID) async throws -> CycleReport {
    guard let report = try await bus.ask(GetCycle(cycleID: cycle)).cycle else {
      throw CommandFailure(.failed, "chart-sourcer does not know cycle \(cycle)")
    }
    return report
  }

  private func dossier(ofAdopted trade: Trade) async throws -> Dossier {
    let story = try await bus.ask(GetTradeStory(tradeID: trade.tradeID)).story
    return Dossier(
      cycle: nil, symbol: trade.symbol, analysis: nil, analysisRecord: nil, verdicts: [], sizings: [], approvals: [], calibrations: [],
      trades: story.map { [$0] } ?? [])
  }

  private func dossier(_ report: CycleReport, _ symbol: Symbol?) async throws -> Dossier {
    func concerns(_ other: Symbol?) -> Bool { symbol == nil || other == nil || other == symbol }
    let steps = report.steps.filter { concerns($0.symbol) }
    var analysis = GetAnalysis.Reply()
    if symbol != nil, let text = steps.first(where: { $0.name == .analysis })?.reference, let id = AnalysisID(text) {
      analysis = try await bus.ask(GetAnalysis(analysisID: id))
    }
    let cycle = CycleReport(
      cycleID: report.cycleID, timeframe: report.timeframe, candleClose: report.candleClose, status: report.status, reason: report.reason,
      endsAt: report.endsAt, steps: steps, proposals: report.proposals, tradesExecuted: report.tradesExecuted)
    var stories: [TradeStory] = []
    for trade in try await bus.ask(ListTrades(limit: 200)).trades where trade.cycleID == report.cycleID && concerns(trade.symbol) {
      if let story = try await bus.ask(GetTradeStory(tradeID: trade.tradeID)).story { stories.append(story) }
    }
    let approvals = try await bus.ask(ListApprovals(pendingOnly: false, limit: 200)).approvals.filter {
      $0.proposal.cycleID == report.cycleID && concerns($0.proposal.symbol)
    }
    return Dossier(
      cycle: CycleOutput(cycle), symbol: symbol, analysis: analysis.analysis, analysisRecord: analysis.record,
      verdicts: try await bus.ask(GetVerdicts(cycleID: report.cycleID)).verdicts.filter { concerns($0.symbol) },
      sizings: try await bus.ask(GetSizing(cycleID: report.cycleID)).sizings.filter { concerns($0.symbol) },
      approvals: approvals, calibrations: try await CalibrationSearch(bus: bus).calibrations(of: approvals.map(\.proposal)),
      trades: stories)
  }
}
