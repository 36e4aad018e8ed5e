import Messages
import Model
import Telegram

/// What is written beneath a proposal when it has ended.
enum DecisionText {
  static func html(_ status: ApprovalStatus, channel: ApprovalChannel?, decidedBy: String?, _ message: String, at moment: Timestamp)
    -> String
  {
    let who = decidedBy.map { " by \($0)\(channel.map { " (\($0.rawValue))" } ?? "")" } ?? ""
    let what =
      switch status {
      case .confirmed: "✅ Approved\(who)"
      case .rejected: "❌ Rejected\(who)\(["", "rejected"].contains(message) ? "" : ": \(message)")"
      case .expired: "⌛ Expired: \(message)"
      case .pending, .unknown: status.rawValue
      }
    return "<b>\(TelegramHTML.escaped(String(what.prefix(200))))</b>, \(Figures.time(moment)) UTC"
  }
}
