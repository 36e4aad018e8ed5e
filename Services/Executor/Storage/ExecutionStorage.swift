import Bybit
import Database
import Messages
import Model

extension TradeExecution.Kind: DatabaseValue {}

/// The table `executions`: each fill once, by the exchange's own id.
struct ExecutionStorage {
  let transaction: Transaction

  func first(of tradeID: TradeID) throws -> Timestamp? {
    try transaction.execute("SELECT min(executed_at) AS first FROM executions WHERE trade_id = $1::uuid", tradeID).first?.readOptional(
      "first")
  }

  func add(_ executions: [Execution], of tradeID: TradeID) throws {
    for execution in executions {
      try transaction.execute(
        """
        INSERT INTO executions (execution_id, trade_id, exchange_order_id, link_id, symbol, kind, side, price, quantity, fee, executed_at)
        VALUES ($1, $2::uuid, $3, $4, $5, $6, $7, $8::numeric, $9::numeric, $10::numeric, $11::timestamptz) ON CONFLICT DO NOTHING
        """, execution.executionID, tradeID, execution.orderID, execution.linkID, execution.symbol,
        execution.kind == .funding ? TradeExecution.Kind.funding : .trade, execution.side, execution.price, execution.quantity,
        execution.fee, execution.at)
    }
  }

  /// Whether none of these is booked on a trade.
  func areUnknown(_ executionIDs: [String]) throws -> Bool {
    try !transaction.exists(
      "SELECT 1 FROM executions WHERE execution_id IN (SELECT jsonb_array_elements_text($1::jsonb))", JSONColumn(executionIDs))
  }

  func list(_ tradeID: TradeID) throws -> [TradeExecution] {
    try transaction.execute("SELECT * FROM executions WHERE trade_id = $1::uuid ORDER BY executed_at, execution_id", tradeID)
      .map(TradeExecution.init)
  }

  func page(_ page: ExportPage) throws -> [TradeExecution] {
    try transaction.execute(
      """
      SELECT * FROM executions
      WHERE ($1::timestamptz IS NULL OR executed_at >= $1::timestamptz) AND ($2::timestamptz IS NULL OR executed_at < $2::timestamptz)
        AND ($3::timestamptz IS NULL OR (executed_at, execution_id) > ($3::timestamptz, $4))
      ORDER BY executed_at, execution_id LIMIT $5::int
      """, page.from, page.to, page.after?.at, page.after?.id, page.limit
    ).map(TradeExecution.init)
  }
}

extension TradeExecution {
  /// - Parameter row: of `executions`.
  fileprivate init(_ row: Row) throws {
    self.init(
      executionID: try row.read("execution_id"), tradeID: try row.read("trade_id"), exchangeOrderID: try row.read("exchange_order_id"),
      linkID: try row.readOptional("link_id"), symbol: try row.read("symbol"), kind: try row.read("kind"), side: try row.read("side"),
      price: try row.read("price"), quantity: try row.read("quantity"), fee: try row.read("fee"), at: try row.read("executed_at"))
  }
}
