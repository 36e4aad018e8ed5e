import Messages
import Model
import Telegram

extension CommandDesk {
  func close(_ target: BotCommand.CloseTargetText, _ person: String) async throws -> String {
    let open = try await colleagues.ask(ListTrades(status: .open, limit: 200)).trades
    guard !open.isEmpty else { return "No trade is open." }
    let chosen = target.isAll ? open : open.filter { ShortID.matches(target.text, $0.tradeID) }
    if chosen.isEmpty { return "No open trade has the id \(TelegramHTML.code(target.text)). /trades shows them." }
    if !target.isAll, chosen.count > 1 {
      return "\(chosen.count) open trades begin with \(TelegramHTML.code(target.text)): write more of the id."
    }
    var lines: [String] = []
    for trade in chosen {
      // The size that the person saw: if it has changed meanwhile, the executor refuses.
      let reply = try await colleagues.ask(CloseTrade(tradeID: trade.tradeID, expectedQuantity: trade.quantity, decidedBy: person))
      lines.append("\(reply.accepted ? "✅" : "⚠️") \(trade.symbol): \(TelegramHTML.escaped(reply.message))")
    }
    return lines.joined(separator: "\n")
  }
}
