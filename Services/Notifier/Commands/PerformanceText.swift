import Messages
import Model
import Telegram

/// Profit and hit rate by symbol, best first.
enum PerformanceText {
  static func html(_ trades: [Trade]) -> String {
    let closed = trades.filter { $0.realizedPnL != nil }
    guard !closed.isEmpty else { return "No trade has been closed yet." }
    let rows = Dictionary(grouping: closed, by: \.symbol).map { symbol, trades in
      let profits = trades.compactMap(\.realizedPnL)
      return (symbol: symbol, count: profits.count, wins: profits.filter { $0 > .zero }.count, sum: profits.reduce(.zero, +))
    }.sorted { ($1.sum, $0.symbol) < ($0.sum, $1.symbol) }
    let lines = rows.map { "\($0.symbol): \(Figures.gain($0.sum)) USDT, \($0.wins) of \($0.count) won" }
    let wins = rows.reduce(0) { $0 + $1.wins }
    let sum = rows.reduce(Money.zero) { $0 + $1.sum }
    let limit = trades.count >= 200 ? " (the last 200 closed trades)" : ""
    let head = TelegramHTML.bold(
      "\(Figures.gain(sum)) USDT, \(wins) of \(closed.count) won (\(Figures.percent(Double(wins) / Double(closed.count))))")
    return ([head + limit] + lines).joined(separator: "\n")
  }
}
