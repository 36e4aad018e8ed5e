import Messages
import Model
import Telegram

enum PositionText {
  static func html(_ positions: [LivePosition]) -> String {
    guard !positions.isEmpty else { return "No position is open." }
    let total = positions.reduce(Money.zero) { $0 + $1.unrealizedPnL }
    let lines = positions.map { position in
      let stop = position.stopLoss.map { "stop \($0)" } ?? "🚨 NO STOP"
      return """
        \(TelegramHTML.bold("\(position.side == .buy ? "▲" : "▼") \(position.quantity) \(position.symbol)")) \(Figures.gain(position.unrealizedPnL)) USDT (\(Figures.ratio(position.liveRiskReward)) R)  #\(ShortID.of(position.tradeID))
        entry \(position.entryPrice), now \(position.currentPrice), \(stop), target \(position.takeProfit?.description ?? "none")
        """
    }
    return (lines + (positions.count > 1 ? ["Unrealized in all: \(Figures.gain(total)) USDT"] : [])).joined(separator: "\n")
  }
}
