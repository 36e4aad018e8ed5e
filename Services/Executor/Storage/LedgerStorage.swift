import Database
import Messages
import Model

extension LedgerEntry.Kind: DatabaseValue {}

/// The table `ledger`: each amount once, written with the execution it comes from.
struct LedgerStorage {
  let transaction: Transaction

  func add(_ entries: [LedgerEntry]) throws {
    for entry in entries {
      try transaction.execute(
        """
        INSERT INTO ledger (execution_id, kind, amount, trade_id, symbol, at)
        VALUES ($1, $2, $3::numeric, $4::uuid, $5, $6::timestamptz) ON CONFLICT DO NOTHING
        """, entry.executionID, entry.kind, entry.amount, entry.tradeID, entry.symbol, entry.at)
    }
  }

  func list(_ tradeID: TradeID) throws -> [LedgerEntry] {
    try transaction.execute("SELECT * FROM ledger WHERE trade_id = $1::uuid ORDER BY at, execution_id, kind", tradeID)
      .map(LedgerEntry.init)
  }

  func page(_ page: ExportPage) throws -> [LedgerEntry] {
    try transaction.execute(
      """
      SELECT * FROM ledger
      WHERE ($1::timestamptz IS NULL OR at >= $1::timestamptz) AND ($2::timestamptz IS NULL OR at < $2::timestamptz)
        AND ($3::timestamptz IS NULL OR (at, execution_id, kind) > ($3::timestamptz, $4, $5))
      ORDER BY at, execution_id, kind LIMIT $6::int
      """, page.from, page.to, page.after?.at, page.after?.id, page.after?.kind, page.limit
    ).map(LedgerEntry.init)
  }
}

extension LedgerEntry {
  /// - Parameter row: of `ledger`.
  fileprivate init(_ row: Row) throws {
    self.init(
      executionID: try row.read("execution_id"), kind: try row.read("kind"), amount: try row.read("amount"),
      tradeID: try row.read("trade_id"), symbol: try row.read("symbol"), at: try row.read("at"))
  }
}
