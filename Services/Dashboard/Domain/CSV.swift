import Messages
import Model

/// Trades as a table for spreadsheets.
package enum CSV {
  package static func trades(_ trades: [Trade]) -> String {
    let header = "trade_id,symbol,side,status,quantity,entry_price,stop_loss,take_profit,realized_pnl,reason,created_at,closed_at,opened_at"
    let lines = trades.map { trade in
      [
        trade.tradeID.description, trade.symbol.description, trade.side.rawValue, trade.status.rawValue, trade.quantity.description,
        trade.entryPrice?.description, trade.stopLoss?.description, trade.takeProfit?.description, trade.realizedPnL?.description,
        trade.reason, trade.createdAt.description, trade.closedAt?.description,
        trade.openedAt?.description,
      ].map { SpreadsheetCell.text($0 ?? "") }.joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\r\n") + "\r\n"
  }
}
