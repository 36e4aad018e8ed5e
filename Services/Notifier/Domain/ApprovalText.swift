import Messages
import Model
import Telegram

/// The words of an approval message. A caption holds 1024 characters, so the reasons are cut to fit.
struct ApprovalText: Sendable {
  let proposal: TradeProposal
  /// nil when analyzer did not answer.
  let analysis: GetAnalysis.Reply?
  /// nil when risk-manager did not say.
  let equity: Money?
  /// nil when executor did not answer.
  let calibration: GetCalibration.Reply?

  var html: String {
    let base = lines.joined(separator: "\n")
    guard let summary = analysis?.analysis, !summary.reasoning.isEmpty else { return base }
    let room = TelegramHTML.captionLimit - 120 - TelegramHTML.plain(base).utf16.count
    guard room > 40 else { return base }
    let reasoning = "\(summary.pattern): \(summary.reasoning)"
    let cut = reasoning.utf16.count <= room ? reasoning : Self.beginning(of: reasoning, room - 1) + "…"
    return base + "\n<i>\(TelegramHTML.escaped(cut.split(whereSeparator: \.isNewline).joined(separator: " ")))</i>"
  }

  /// As many whole characters as fit into so many UTF-16 units.
  private static func beginning(of text: String, _ room: Int) -> String {
    var used = 0
    return String(
      text.prefix { character in
        used += character.utf16.count
        return used <= room
      })
  }

  private var lines: [String] {
    let direction = proposal.side == .buy ? "▲ LONG" : "▼ SHORT"
    return [
      "<b>\(direction) \(TelegramHTML.escaped(proposal.symbol.description)) \(proposal.timeframe.rawValue)</b>  #\(ShortID.of(proposal.proposalID))",
      "Size \(proposal.quantity) = \(Figures.money(proposal.notional)) USDT, leverage \(Figures.ratio(proposal.leverage))",
      "Entry \(proposal.entryPrice)",
      "Stop \(proposal.stopLoss) (\(distance(proposal.stopLoss)))  Target \(proposal.takeProfit) (\(distance(proposal.takeProfit)))",
      "Risk \(Figures.money(proposal.riskAmount)) USDT\(riskShare)  R:R \(Figures.ratio(proposal.riskRewardRatio))",
      "Confidence \(Figures.ratio(proposal.confidence, digits: 3)) by \(TelegramHTML.escaped(proposal.promptName))",
      CalibrationText.line(proposal.confidence, calibration),
      "Analysis cost: \(AnalysisCostText.words(analysis, promptName: proposal.promptName))",
      "Decide before \(Figures.time(proposal.approveBy)) UTC, then it expires.",
    ]
  }

  /// From the entry, with its sign.
  private func distance(_ level: Price) -> String {
    let share = (level.double - proposal.entryPrice.double) / proposal.entryPrice.double
    return (share > 0 ? "+" : "") + Figures.percent(share)
  }

  private var riskShare: String {
    guard let equity, equity > .zero else { return "" }
    return " (\(Figures.ratio(proposal.riskAmount.double / equity.double * 100)) % of equity)"
  }
}
