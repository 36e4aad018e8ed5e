import Messages
import Model
import Telegram

/// The words of an approval message. A caption holds 1024 characters, so the reasons are cut to fit.
struct ApprovalText: Sendable {
  let proposal: TradeProposal
  /// nil when analyzer did not answer.
  let analysis: AnalysisSummary?
  /// nil when risk-manager did not say.
  let equity: Money?

  var html: String {
    let base = lines.joined(separator: "\n")
    guard let analysis, !analysis.reasoning.isEmpty else { return base }
    let room = TelegramHTML.captionLimit - 120 - TelegramHTML.plain(base).utf16.count
    guard room > 40 else { return base }
    let reasoning = "\(analysis.pattern): \(analysis.reasoning)"
    let cut = reasoning.utf16.count <= room ? reasoning : String(reasoning.prefix(room / 2)) + "…"
    return base + "\n<i>\(TelegramHTML.escaped(cut.split(whereSeparator: \.isNewline).joined(separator: " ")))</i>"
  }

  private var lines: [String] {
    let direction = proposal.side == .buy ? "▲ LONG" : "▼ SHORT"
    return [
      "<b>\(direction) \(TelegramHTML.escaped(proposal.symbol.description)) \(proposal.timeframe.rawValue)</b>  #\(ShortID.of(proposal.proposalID))",
      "Size \(proposal.quantity) = \(Figures.money(proposal.notional)) USDT, leverage \(Figures.ratio(proposal.leverage))",
      "Entry \(proposal.entryPrice)  Stop \(proposal.stopLoss)  Target \(proposal.takeProfit)",
      "Risk \(Figures.money(proposal.riskAmount)) USDT\(riskShare)  R:R \(Figures.ratio(proposal.riskRewardRatio))",
      "Confidence \(Figures.ratio(proposal.confidence, digits: 3)) by \(TelegramHTML.escaped(proposal.promptName)), uncalibrated",
      "Analysis cost: \(cost)",
      "Decide before \(Figures.time(proposal.approveBy)) UTC, then it expires.",
    ]
  }

  private var riskShare: String {
    guard let equity, equity > .zero else { return "" }
    return " (\(Figures.ratio(proposal.riskAmount.double / equity.double * 100)) % of equity)"
  }

  /// The rules cost nothing; a model's cost is analyzer's to say.
  private var cost: String { proposal.promptName.hasPrefix("rules") ? "none, no model was used" : "not known here" }
}
