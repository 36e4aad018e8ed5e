import Messages
import Model
import Telegram

enum TradeText {
  static func html(_ trades: [Trade]) -> String {
    guard !trades.isEmpty else { return "No trade yet." }
    return trades.map { trade in
      let result = trade.realizedPnL.map { " \(Figures.gain($0)) USDT" } ?? trade.reason.map { ": \(TelegramHTML.escaped($0))" } ?? ""
      return
        "\(TelegramHTML.code(ShortID.of(trade.tradeID))) \(Figures.dayAndTime(trade.createdAt)) \(trade.side == .buy ? "▲" : "▼") \(trade.quantity) \(trade.symbol) \(trade.status.rawValue)\(result)"
    }.joined(separator: "\n")
  }
}
