import Instance
import Messages
import Model

/// Live positions for people.
enum PositionTable {
  static func make(_ positions: [LivePosition]) -> Table {
    var table = Table([
      .init("trade"), .init("symbol"), .init("side"), .init("quantity", isNumber: true), .init("entry", isNumber: true),
      .init("mark", isNumber: true), .init("stop", isNumber: true), .init("target", isNumber: true), .init("P&L USDT", isNumber: true),
      .init("R", isNumber: true), .init("checked"),
    ])
    for position in positions {
      table.add([
        position.tradeID.description, position.symbol.description, position.side.rawValue, position.quantity.description,
        position.entryPrice.description, position.currentPrice.description, position.stopLoss?.description ?? "NONE",
        TradeTable.text(position.takeProfit), position.unrealizedPnL.description, "\((position.liveRiskReward * 100).rounded() / 100)",
        position.checkedAt.clockSeconds,
      ])
    }
    return table
  }
}
