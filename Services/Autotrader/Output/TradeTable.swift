import Instance
import Messages
import Model

/// Trades for people.
enum TradeTable {
  static func make(_ trades: [Trade]) -> Table {
    var table = Table([
      .init("trade"), .init("symbol"), .init("side"), .init("status"), .init("quantity", isNumber: true), .init("entry", isNumber: true),
      .init("stop", isNumber: true), .init("target", isNumber: true), .init("result USDT", isNumber: true), .init("order"), .init("opened"),
      .init("unprotected ms", isNumber: true), .init("reason"),
    ])
    for trade in trades {
      table.add([
        trade.tradeID.description, trade.symbol.description, trade.side.rawValue, trade.status.rawValue, trade.quantity.description,
        Self.text(trade.entryPrice), Self.text(trade.stopLoss), Self.text(trade.takeProfit), Self.text(trade.realizedPnL),
        trade.orderID ?? "–", trade.createdAt.clockSeconds, Self.text(trade.unprotectedMilliseconds),
        ([trade.adoptedBy.map { "adopted by \($0)" }, trade.reason].compactMap { $0 }).joined(separator: ", "),
      ])
    }
    return table
  }

  static func text(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "–" }
}
