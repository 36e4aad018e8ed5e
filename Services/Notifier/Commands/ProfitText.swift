import Messages
import Model
import Telegram

/// Sums of booked amounts: what the wallet really gained, fees and funding included.
enum ProfitText {
  static func html(_ entries: [LedgerEntry], days: Int, isWhole: Bool) -> String {
    guard !entries.isEmpty else { return "Nothing was booked in the last \(days) days." }
    func sum(_ kind: LedgerEntry.Kind) -> Money { entries.filter { $0.kind == kind }.reduce(.zero) { $0 + $1.amount } }
    let total = entries.reduce(Money.zero) { $0 + $1.amount }
    return """
      \(TelegramHTML.bold("\(Figures.gain(total)) USDT in \(days) days"))
      Trades \(Figures.gain(sum(.tradePnL))), fees \(Figures.gain(sum(.fee))), funding \(Figures.gain(sum(.funding)))\(note(isWhole))
      """
  }

  /// - Parameter today: the UTC midnight that began the running day.
  static func daily(_ entries: [LedgerEntry], today: Timestamp, isWhole: Bool) -> String {
    let days = (0..<7).map { day -> String in
      let start = today - .seconds(86_400 * day)
      let end = start + .seconds(86_400)
      let amount = entries.filter { $0.at >= start && $0.at < end }.reduce(Money.zero) { $0 + $1.amount }
      return "\(Figures.day(start))  \(Figures.gain(amount)) USDT"
    }
    return "\(TelegramHTML.bold("By UTC day"))\n" + days.joined(separator: "\n") + note(isWhole)
  }

  private static func note(_ isWhole: Bool) -> String {
    isWhole ? "" : "\nThere is more than is counted here: autotrader export ledger has all."
  }
}
