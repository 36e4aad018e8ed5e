import Instance
import Messages
import Model

/// A dossier told for people: one block a decision, with its numbers.
struct DossierText: Sendable {
  let dossier: Dossier

  func lines(for terminal: Terminal) -> [String] {
    var lines: [String] = []
    func block(_ title: String, _ content: [String]) {
      guard !content.isEmpty else { return }
      if !lines.isEmpty { lines.append("") }
      lines.append(terminal.styled(title, .bold))
      lines += content.map { "  \($0)" }
    }
    if let cycle = dossier.cycle {
      let subject = dossier.symbol.map { "\($0) in cycle \(cycle.cycleId)" } ?? "Cycle \(cycle.cycleId)"
      block(
        subject,
        ["\(cycle.timeframe.rawValue), candle closed \(cycle.candleClose), \(cycle.status.rawValue)\(cycle.reason.map { ": \($0)" } ?? "")"]
      )
    } else if dossier.trades.allSatisfy({ $0.trade.adoptedBy == nil }) {
      block("Cycle", ["not kept any more: chart-sourcer deletes old cycles that opened no trade"])
    }
    if let analysis = dossier.analysis {
      block("Analysis \(analysis.analysisID)", Self.analysis(analysis) + ModelText.lines(dossier.analysisRecord))
    }
    block("Verdicts", dossier.verdicts.map { Self.mark($0.passed) + " \($0.symbol) \($0.rule): \($0.value), needs \($0.limit)" })
    for sizing in dossier.sizings {
      block(
        "Sizing of \(sizing.symbol): \(sizing.outcome)\(sizing.message.isEmpty ? "" : " (\(sizing.message))")",
        sizing.steps.map { "\($0.name): \($0.value)" })
    }
    block("Approval", dossier.approvals.map(Self.approval) + dossier.calibrations.map(\.text))
    for story in dossier.trades { block("Trade \(story.trade.tradeID)", Self.trade(story)) }
    block(
      "Story",
      (dossier.cycle?.steps ?? []).map { step in
        "\(step.at)  \(step.name.rawValue) \(step.symbol.map { "\($0) " } ?? "")\(step.outcome.rawValue): \(step.detail)"
      })
    return lines
  }

  private static func mark(_ passed: Bool) -> String { passed ? "✓" : "✗" }

  private static func analysis(_ analysis: AnalysisSummary) -> [String] {
    [
      "\(analysis.recommendation.rawValue) by \(analysis.promptName), confidence \(analysis.confidence)"
        + " (setup \(analysis.setupQuality), environment \(analysis.marketEnvironment), reward/risk \(analysis.riskRewardRatio.map { "\($0)" } ?? "–"))",
      "entry \(analysis.entryPrice?.description ?? "–"), stop \(analysis.stopLoss?.description ?? "–"), "
        + "target \(analysis.takeProfit?.description ?? "–"), ATR \(analysis.averageTrueRange)",
      analysis.reasoning, "chart \(analysis.imageHash)",
    ]
  }

  private static func approval(_ approval: Approval) -> String {
    let proposal = approval.proposal
    let decision = approval.decidedBy.map { " by \($0)" } ?? ""
    let moment = approval.decidedAt.map { " at \($0)" } ?? ""
    let message = approval.message.map { ": \($0)" } ?? ""
    return "\(proposal.side.rawValue) \(proposal.quantity) \(proposal.symbol), \(approval.status.rawValue)\(decision)\(moment)\(message)"
  }

  private static func trade(_ story: TradeStory) -> [String] {
    let trade = story.trade
    var lines = trade.adoptedBy.map { ["a position that was there already, adopted by \($0)"] } ?? []
    lines += [
      "\(trade.status.rawValue)\(trade.reason.map { " (\($0))" } ?? ""), created \(trade.createdAt)",
      "\(trade.side.rawValue) \(trade.quantity) at \(trade.entryPrice?.description ?? "–"), stop \(trade.stopLoss?.description ?? "–"), "
        + "target \(trade.takeProfit?.description ?? "–")",
    ]
    if let unprotected = story.unprotectedMilliseconds { lines.append("\(unprotected) ms without a stop that had been read back") }
    lines += story.orders.map {
      "order \($0.linkID) \($0.side.rawValue) \($0.quantity) \($0.state.rawValue), exchange \($0.exchangeOrderID ?? "–")"
    }
    lines += story.orderEvents.map { "  \($0.at) \($0.state.rawValue): \($0.detail)" }
    lines += story.executions.map {
      "\($0.at) \($0.kind.rawValue) \($0.side.rawValue) \($0.quantity) at \($0.price), fee \($0.fee) USDT (\($0.executionID))"
    }
    lines += story.ledger.map { "\($0.at) booked \($0.kind.rawValue) \($0.amount) USDT" }
    if let pnl = trade.realizedPnL { lines.append("realized \(pnl) USDT, closed \(trade.closedAt?.description ?? "–")") }
    return lines
  }
}
