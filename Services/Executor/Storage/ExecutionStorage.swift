import Bybit
import Database
import Model

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
        INSERT INTO executions (execution_id, trade_id, exchange_order_id, link_id, symbol, side, price, quantity, fee, executed_at)
        VALUES ($1, $2::uuid, $3, $4, $5, $6, $7::numeric, $8::numeric, $9::numeric, $10::timestamptz) ON CONFLICT DO NOTHING
        """, execution.executionID, tradeID, execution.orderID, execution.linkID, execution.symbol, execution.side, execution.price,
        execution.quantity, execution.fee, execution.at)
    }
  }
}
