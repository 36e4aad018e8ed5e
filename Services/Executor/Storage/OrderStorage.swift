import Bybit
import Database
import Messages
import Model

extension OrderState: DatabaseValue {}
extension OrderPurpose: DatabaseValue {}

extension OrderLinkID: DatabaseValue {
  package init?(databaseText: String) { self.init(databaseText) }
  package var databaseText: String { description }
}

/// The tables `orders` and `order_events`. Every state change is a compare-and-set and leaves a line.
struct OrderStorage {
  let transaction: Transaction

  func intend(
    _ orderID: OrderID, _ trade: TradeProposal, _ purpose: OrderPurpose, _ linkID: OrderLinkID, ordinal: Int, _ side: Side,
    _ quantity: Quantity, closesPosition: Bool = false
  ) throws {
    try transaction.execute(
      """
      INSERT INTO orders (id, trade_id, link_id, purpose, symbol, side, quantity, state, created_at, ordinal, closes_position)
      VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7::numeric, 'intended', $8::timestamptz, $9::bigint, $10::boolean)
      """, orderID, trade.proposalID, linkID, purpose, trade.symbol, side, quantity, transaction.now, ordinal, closesPosition)
    try log(orderID, .intended, "\(side.rawValue) \(quantity) \(trade.symbol)\(closesPosition ? ", the whole position" : "")")
  }

  /// - Returns: false when the order is not in the expected state any more.
  func move(_ order: OrderIntent, to state: OrderState, exchangeOrderID: String? = nil, detail: String) throws -> Bool {
    precondition(order.state.mayBecome(state), "an order cannot go from \(order.state.rawValue) to \(state.rawValue)")
    let moved = try transaction.exists(
      """
      UPDATE orders SET state = $3, exchange_order_id = coalesce($4, exchange_order_id),
        sent_at = CASE WHEN $3 = 'sending' THEN $5::timestamptz ELSE sent_at END,
        lookups = CASE WHEN $3 = 'sending' THEN 0 ELSE lookups END,
        acknowledged_at = CASE WHEN $3 = 'acknowledged' THEN $5::timestamptz ELSE acknowledged_at END
      WHERE id = $1::uuid AND state = $2 RETURNING id
      """, order.orderID, order.state, state, exchangeOrderID, transaction.now)
    if moved { try log(order.orderID, state, detail) }
    return moved
  }

  /// Stores the price that a limit entry is to have from now on.
  /// - Returns: false when the order is not in the expected state any more, or is being withdrawn.
  func price(_ order: OrderIntent, _ limit: Price, chases: Int, detail: String) throws -> Bool {
    let isPriced = try transaction.exists(
      """
      UPDATE orders SET limit_price = $3::numeric, priced_at = $4::timestamptz, chases = $5::int
      WHERE id = $1::uuid AND state = $2 AND withdrawal_reason IS NULL RETURNING id
      """, order.orderID, order.state, limit, transaction.now, chases)
    if isPriced { try log(order.orderID, order.state, detail) }
    return isPriced
  }

  /// - Returns: false when the order is not in the expected state any more, or is being withdrawn already.
  func withdraw(_ order: OrderIntent, _ withdrawal: Withdrawal) throws -> Bool {
    let isWithdrawn = try transaction.exists(
      """
      UPDATE orders SET withdrawal_reason = $3, withdrawal_message = $4
      WHERE id = $1::uuid AND state = $2 AND withdrawal_reason IS NULL RETURNING id
      """, order.orderID, order.state, withdrawal.reason, withdrawal.message)
    if isWithdrawn { try log(order.orderID, order.state, "cancelling, \(withdrawal.reason): \(withdrawal.message)") }
    return isWithdrawn
  }

  /// The first time counts. - Parameter moment: by the exchange's clock.
  func markProtected(_ order: OrderIntent, at moment: Timestamp) throws {
    try transaction.execute(
      "UPDATE orders SET protected_at = coalesce(protected_at, $2::timestamptz) WHERE id = $1::uuid", order.orderID, moment)
  }

  func countLookup(_ order: OrderIntent) throws {
    try transaction.execute("UPDATE orders SET lookups = lookups + 1 WHERE id = $1::uuid", order.orderID)
  }

  /// The latest order of a trade for a purpose.
  func latest(_ tradeID: TradeID, _ purpose: OrderPurpose) throws -> OrderIntent? {
    try transaction.execute(
      "SELECT * FROM orders WHERE trade_id = $1::uuid AND purpose = $2 ORDER BY ordinal DESC LIMIT 1", tradeID, purpose
    ).first.map { row in
      OrderIntent(
        orderID: try row.read("id"), tradeID: try row.read("trade_id"), linkID: try row.read("link_id"), purpose: try row.read("purpose"),
        symbol: try row.read("symbol"), side: try row.read("side"), quantity: try row.read("quantity"), state: try row.read("state"),
        exchangeOrderID: try row.readOptional("exchange_order_id"), sentAt: try row.readOptional("sent_at"),
        acknowledgedAt: try row.readOptional("acknowledged_at"), lookups: try row.read("lookups"),
        limitPrice: try row.readOptional("limit_price"), pricedAt: try row.readOptional("priced_at"), chases: try row.read("chases"),
        withdrawal: try Self.withdrawal(row), protectedAt: try row.readOptional("protected_at"),
        closesPosition: try row.read("closes_position"))
    }
  }

  private static func withdrawal(_ row: Row) throws -> Withdrawal? {
    guard let reason = try row.readOptional("withdrawal_reason", as: String.self) else { return nil }
    return Withdrawal(reason: reason, message: try row.read("withdrawal_message"))
  }

  /// How many orders of the trade for this purpose, one after the other up to the latest, the exchange has ended without a fill.
  func failures(_ tradeID: TradeID, _ purpose: OrderPurpose) throws -> Int {
    try transaction.execute(
      """
      SELECT count(*) AS failures FROM orders
      WHERE trade_id = $1::uuid AND purpose = $2 AND state = 'failed' AND acknowledged_at IS NOT NULL
        AND ordinal > (SELECT coalesce(max(ordinal), -1) FROM orders WHERE trade_id = $1::uuid AND purpose = $2 AND state = 'filled')
      """, tradeID, purpose
    ).first?.read("failures") ?? 0
  }

  /// Whether a closing order of the trade may still be on its way, whoever asked for it.
  func isClosing(_ tradeID: TradeID) throws -> Bool {
    try transaction.exists(
      "SELECT 1 FROM orders WHERE trade_id = $1::uuid AND purpose IN ('c', 'f') AND state IN ('sending', 'acknowledged')", tradeID)
  }

  func list(_ tradeID: TradeID) throws -> [TradeOrder] {
    try transaction.execute("SELECT * FROM orders WHERE trade_id = $1::uuid ORDER BY created_at, link_id", tradeID).map { row in
      TradeOrder(
        orderID: try row.read("id"), linkID: try row.read("link_id"), purpose: try row.read("purpose"), side: try row.read("side"),
        quantity: try row.read("quantity"), state: try row.read("state"), exchangeOrderID: try row.readOptional("exchange_order_id"),
        createdAt: try row.read("created_at"), sentAt: try row.readOptional("sent_at"),
        acknowledgedAt: try row.readOptional("acknowledged_at"))
    }
  }

  func events(_ tradeID: TradeID) throws -> [TradeOrderEvent] {
    try transaction.execute(
      """
      SELECT e.order_id, e.state, e.detail, e.at FROM order_events e JOIN orders o ON o.id = e.order_id
      WHERE o.trade_id = $1::uuid ORDER BY e.id
      """, tradeID
    ).map { row in
      TradeOrderEvent(
        orderID: try row.read("order_id"), state: try row.read("state"), detail: try row.read("detail"), at: try row.read("at"))
    }
  }

  private func log(_ orderID: OrderID, _ state: OrderState, _ detail: String) throws {
    try transaction.execute(
      "INSERT INTO order_events (order_id, state, detail, at) VALUES ($1::uuid, $2, $3, $4::timestamptz)", orderID, state, detail,
      transaction.now)
  }
}
