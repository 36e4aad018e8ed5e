import Messages
import Model

/// Trades as a table for spreadsheets. A cell that a spreadsheet would run as a formula is quoted as text.
package enum CSV {
  package static func trades(_ trades: [Trade]) -> String {
    let header = "trade_id,symbol,side,status,quantity,entry_price,stop_loss,take_profit,realized_pnl,reason,created_at,closed_at"
    let lines = trades.map { trade in
      [
        trade.tradeID.description, trade.symbol.description, trade.side.rawValue, trade.status.rawValue, trade.quantity.description,
        trade.entryPrice?.description, trade.stopLoss?.description, trade.takeProfit?.description, trade.realizedPnL?.description,
        trade.reason, trade.createdAt.description, trade.closedAt?.description,
      ].map { cell($0 ?? "") }.joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\r\n") + "\r\n"
  }

  package static func cell(_ text: String) -> String {
    var text = text
    if let first = text.first, "=+@\t\r".contains(first) || (first == "-" && Double(text) == nil) { text = "'" + text }
    // By bytes: a line break of two characters is one Character.
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
