import Database
import Logging
import Messages
import Messaging
import Model
import ServiceKit
import Telegram

/// Carries out what approvers write. It asks the owners; one that does not answer is a sentence in the answer.
struct CommandDesk: Sendable {
  let database: Database
  let colleagues: any Colleagues
  let time: TimeSource
  let logger: Logger

  /// - Returns: HTML, of any length.
  func answer(_ command: BotCommand, by person: String) async -> String {
    do {
      return try await carryOut(command, person)
    } catch let error as BusError {
      return "⚠️ \(TelegramHTML.escaped(error.description))."
    } catch {
      logger.warning("a command failed", metadata: ["error": "\(error)"])
      return "⚠️ That failed: \(TelegramHTML.escaped("\(error)"))"
    }
  }

  private func carryOut(_ command: BotCommand, _ person: String) async throws -> String {
    switch command {
    case .start: return "Hello \(TelegramHTML.escaped(person)). Proposals come here with buttons; /help lists the commands."
    case .help: return BotMenu.entries.map { "/\($0.command) – \(TelegramHTML.escaped($0.description))" }.joined(separator: "\n")
    case .version: return "autotrader \(ProgramVersion.current)"
    case .wrong(let hint): return TelegramHTML.escaped(hint)
    case .status: return await status()
    case .positions: return PositionText.html(try await colleagues.ask(ListPositions()).positions)
    case .trades(let limit): return TradeText.html(try await colleagues.ask(ListTrades(limit: limit)).trades)
    case .balance: return BalanceText.html(try await colleagues.ask(GetWallet()))
    case .profit(let days): return try await profit(days)
    case .daily: return try await daily()
    case .performance: return PerformanceText.html(try await colleagues.ask(ListTrades(status: .closed, limit: 200)).trades)
    case .pause: return try await setTrading(.pause, person)
    case .resume: return try await setTrading(.resume, person)
    case .halt(let flatten): return try await setTrading(.halt, flatten: flatten, person)
    case .closeTrades(let target): return try await close(target, person)
    case .why(let id): return try await why(id)
    case .cost:
      let month = GetCosts(by: .model, from: Timestamp(utc: "\(time.now.description.prefix(8))01T00:00:00Z"), limit: CostText.mostModels)
      return CostText.html(try await colleagues.ask(month))
    case .cycle: return CycleText.html(try await colleagues.ask(GetCycle()).cycle)
    case .health: return await health()
    case .settings: return try await settings()
    case .set(let kind, let level):
      try await database.transaction { try NoticeSettingsStorage(transaction: $0).set(kind, level, by: person) }
      return "\(kind.rawValue) is <b>\(level.rawValue)</b> now."
    }
  }

  private func setTrading(_ action: TradingAction, flatten: Bool = false, _ person: String) async throws -> String {
    let reply = try await colleagues.ask(SetTradingState(action: action, flatten: flatten, decidedBy: person))
    return "\(reply.accepted ? "✅" : "⚠️") \(TelegramHTML.escaped(reply.message))\n" + TradingText.html(reply.state)
  }

  private func settings() async throws -> String {
    try await database.transaction { transaction in
      let storage = NoticeSettingsStorage(transaction: transaction)
      let lines = try NoticeKind.allCases.map { "\($0.rawValue): <b>\(try storage.level($0).rawValue)</b>" }
      return lines.joined(separator: "\n") + "\n\nChange one: <code>/settings trade.opened silent</code> (on, silent, off)"
    }
  }
}
