import Messages
import Model
import Telegram

enum TradeText {
  static func html(_ trades: [Trade]) -> String {
    guard !trades.isEmpty else { return "No trade yet." }
    return trades.map { trade in
      let reason = trade.reason.map { TelegramHTML.escaped(CloseReason(rawValue: $0).map(CloseReasonText.words) ?? $0) }
      let result = [trade.realizedPnL.map { "\(Figures.gain($0)) USDT" }, reason].compactMap { $0 }.joined(separator: ", ")
      return
        "\(TelegramHTML.code(ShortID.of(trade.tradeID))) \(Figures.dayAndTime(trade.createdAt)) \(trade.side == .buy ? "▲" : "▼") \(trade.quantity) \(trade.symbol) \(trade.status.rawValue)\(result.isEmpty ? "" : ": \(result)")"
    }.joined(separator: "\n")
  }
}
