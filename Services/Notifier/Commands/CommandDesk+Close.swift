import Messages
import Model
import Telegram

extension CommandDesk {
  func close(_ target: BotCommand.CloseTargetText, _ person: String) async throws -> String {
    // Pending ones first, so that one that opens in between is not missed.
    let pending = try await colleagues.ask(ListTrades(status: .pending, limit: 200)).trades
    let open = try await colleagues.ask(ListTrades(status: .open, limit: 200)).trades
    let live = open + pending.filter { trade in !open.contains { $0.tradeID == trade.tradeID } }
    guard !live.isEmpty else { return "No trade is open, and no entry waits." }
    let chosen = target.isAll ? live : live.filter { ShortID.matches(target.text, $0.tradeID) }
    if chosen.isEmpty { return "No open trade or waiting entry has the id \(TelegramHTML.code(target.text)). /trades shows them." }
    if !target.isAll, chosen.count > 1 {
      return "\(chosen.count) trades begin with \(TelegramHTML.code(target.text)): write more of the id."
    }
    var lines: [String] = []
    for trade in chosen {
      // The size that the person saw: if it has changed meanwhile, the executor refuses. One that is silent hides no other's answer.
      do {
        let reply = try await colleagues.ask(CloseTrade(trade, decidedBy: person))
        lines.append("\(reply.accepted ? "✅" : "⚠️") \(trade.symbol): \(TelegramHTML.escaped(reply.message))")
      } catch {
        lines.append("⚠️ \(trade.symbol): may or may not be closing, asking again is harmless: \(TelegramHTML.escaped("\(error)"))")
      }
    }
    return lines.joined(separator: "\n")
  }
}
