import FoundationEssentials
import Instance
import Messages
import Model

/// The rows of an export: a header and lines of CSV, or one JSON object a line. Times are UTC.
struct ExportOutput: Sendable {
  let table: ExportTable
  let isJSON: Bool

  var header: [String] {
    switch table {
    case .trades:
      [
        "trade_id", "cycle_id", "analysis_id", "symbol", "side", "status", "quantity", "entry_price", "stop_loss", "take_profit",
        "realized_pnl", "order_id", "reason", "created_at", "closed_at",
      ]
    case .executions:
      [
        "execution_id", "trade_id", "exchange_order_id", "link_id", "symbol", "kind", "side", "price", "quantity", "fee", "executed_at",
      ]
    case .ledger: ["execution_id", "kind", "amount", "trade_id", "symbol", "at"]
    }
  }

  /// - Throws: `EncodingError`.
  func lines(_ page: ExportRows.Reply) throws -> [String] {
    let rows: [[String?]] =
      switch table {
      case .trades: page.trades.map(Self.fields)
      case .executions: page.executions.map(Self.fields)
      case .ledger: page.ledger.map(Self.fields)
      }
    guard isJSON else { return rows.map(CommaSeparated.line) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try rows.map { row in
      let object = Dictionary(uniqueKeysWithValues: zip(header, row).compactMap { name, value in value.map { (name, $0) } })
      return String(decoding: try encoder.encode(object), as: UTF8.self)
    }
  }

  private static func fields(_ trade: Trade) -> [String?] {
    [
      trade.tradeID.description, trade.cycleID.description, trade.analysisID.description, trade.symbol.description, trade.side.rawValue,
      trade.status.rawValue, trade.quantity.description, trade.entryPrice?.description, trade.stopLoss?.description,
      trade.takeProfit?.description, trade.realizedPnL?.description, trade.orderID, trade.reason, trade.createdAt.description,
      trade.closedAt?.description,
    ]
  }

  private static func fields(_ execution: TradeExecution) -> [String?] {
    [
      execution.executionID, execution.tradeID.description, execution.exchangeOrderID, execution.linkID, execution.symbol.description,
      execution.kind.rawValue, execution.side.rawValue, execution.price.description, execution.quantity.description,
      execution.fee.description, execution.at.description,
    ]
  }

  private static func fields(_ entry: LedgerEntry) -> [String?] {
    [
      entry.executionID, entry.kind.rawValue, entry.amount.description, entry.tradeID.description, entry.symbol.description,
      entry.at.description,
    ]
  }
}
