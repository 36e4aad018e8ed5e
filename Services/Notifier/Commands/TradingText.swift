import Messages
import Model
import Telegram

/// Does trading run, and how near are the breakers.
enum TradingText {
  static func html(_ state: TradingStateReport) -> String {
    let mark = state.level == .running ? "▶️" : "⛔️"
    let why = state.message.map { " – \(TelegramHTML.escaped($0))" } ?? ""
    var lines = ["\(mark) \(TelegramHTML.bold("Trading: \(state.level.rawValue)"))\(why), since \(Figures.dayAndTime(state.since)) UTC"]
    if let equity = state.equity { lines.append("Equity \(Figures.money(equity)) USDT") }
    if let loss = state.dailyLoss {
      lines.append("Today \(Figures.percent(-loss)), halts at \(Figures.percent(-state.dailyLossLimit))")
    }
    if let drawdown = state.drawdown {
      lines.append("From the peak \(Figures.percent(-drawdown)), halts at \(Figures.percent(-state.drawdownLimit))")
    }
    return lines.joined(separator: "\n")
  }
}
