import Telegram

/// The commands as the app's menu and `/help` show them.
enum BotMenu {
  static let entries: [BotCommandEntry] = [
    .init(command: "status", description: "does trading run, slots, breakers, open positions"),
    .init(command: "positions", description: "open positions as the exchange shows them"),
    .init(command: "trades", description: "the latest trades: /trades 20"),
    .init(command: "balance", description: "equity, balance and what is free"),
    .init(command: "profit", description: "what was earned: /profit 7 (days)"),
    .init(command: "daily", description: "profit of each of the last seven days"),
    .init(command: "performance", description: "profit and hit rate by symbol"),
    .init(command: "pause", description: "no new entries for now"),
    .init(command: "resume", description: "new entries again"),
    .init(command: "halt", description: "stop entries, withdraw proposals: /halt, /halt flatten"),
    .init(command: "close", description: "close at the market, withdraw waiting entries: /close ID, /close all"),
    .init(command: "why", description: "why a trade was made and what became of it: /why ID"),
    .init(command: "cost", description: "what the model's answers have cost"),
    .init(command: "cycle", description: "the latest cycle, step by step"),
    .init(command: "health", description: "which services answer"),
    .init(command: "settings", description: "what is told, and how loudly: /settings trade.opened silent"),
    .init(command: "help", description: "this list"),
    .init(command: "version", description: "the running version"),
  ]
}
