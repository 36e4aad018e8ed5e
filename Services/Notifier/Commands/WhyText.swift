import Messages
import Model
import Telegram

/// Why a trade was proposed and what became of it.
struct WhyText: Sendable {
  let approval: Approval
  let analysis: GetAnalysis.Reply?
  /// nil when executor did not answer.
  let calibration: GetCalibration.Reply?
  let verdicts: [Verdict]
  let sizing: Sizing?
  let story: TradeStory?
  /// Sentences about what could not be asked.
  let missing: [String]

  var html: String {
    let proposal = approval.proposal
    var lines = [
      "\(TelegramHTML.bold("\(proposal.side == .buy ? "Long" : "Short") \(proposal.symbol) \(proposal.timeframe.rawValue)"))  #\(ShortID.of(proposal.proposalID))"
    ]
    if let analysis = analysis?.analysis {
      lines.append(
        "\(TelegramHTML.bold("Analysis")) confidence \(Figures.ratio(analysis.confidence, digits: 3)), \(escaped(analysis.pattern)), by \(escaped(analysis.promptName))"
      )
      lines.append(CalibrationText.line(proposal.confidence, calibration))
      lines.append("Cost: \(AnalysisCostText.words(self.analysis, promptName: analysis.promptName))")
      lines.append("<i>\(escaped(analysis.reasoning.split(whereSeparator: \.isNewline).joined(separator: " ")))</i>")
    }
    lines += verdicts.map { "\($0.passed ? "✓" : "✗") \(escaped("\($0.rule): \($0.value), needs \($0.limit)"))" }
    if let sizing {
      lines.append("\(TelegramHTML.bold("Size")) \(escaped(sizing.outcome)) \(escaped(sizing.message))")
      lines += sizing.steps.map { escaped("\($0.name): \($0.value)") }
    }
    let decision = [approval.status.rawValue, approval.decidedBy.map { "by \($0)" }, approval.message].compactMap { $0 }
    lines.append("\(TelegramHTML.bold("Decision")) \(escaped(decision.joined(separator: " ")))")
    if let story { lines += Self.trade(story) }
    return (lines + missing).joined(separator: "\n")
  }

  private static func trade(_ story: TradeStory) -> [String] {
    let trade = story.trade
    var lines = [
      "\(TelegramHTML.bold("Trade")) \(trade.status.rawValue)\(trade.reason.map { ": \(TelegramHTML.escaped($0))" } ?? "")",
      "Entry \(trade.entryPrice?.description ?? "–")  Stop \(trade.stopLoss?.description ?? "–")  Target \(trade.takeProfit?.description ?? "–")",
    ]
    if let milliseconds = story.unprotectedMilliseconds { lines.append("Unprotected for \(milliseconds) ms") }
    lines += story.executions.filter { $0.kind == .trade }.map {
      "\(Figures.dayAndTime($0.at)) \($0.side.rawValue) \($0.quantity) at \($0.price), fee \(Figures.money($0.fee))"
    }
    if let profit = trade.realizedPnL { lines.append("Realized \(Figures.gain(profit)) USDT") }
    if let person = story.closeRequestedBy { lines.append("Closed at the request of \(TelegramHTML.escaped(person))") }
    return lines
  }

  private func escaped(_ text: String) -> String { TelegramHTML.escaped(text) }
}
