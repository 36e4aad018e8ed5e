import Model

/// What one closing order earned, as the exchange books it.
package struct ClosedPnL: Sendable, Equatable {
  package let orderID: String
  package let symbol: Symbol
  /// Of the closing order: `sell` closed a long.
  package let side: Side
  package let closedQuantity: Quantity
  /// Adjusted for cost, not a fill price.
  package let averageEntryPrice: Price
  package let averageExitPrice: Price
  /// Net of fees.
  package let pnl: Money
  package let openFee: Money
  package let closeFee: Money
  package let createdAt: Timestamp
  package let updatedAt: Timestamp

  package init(
    orderID: String, symbol: Symbol, side: Side, closedQuantity: Quantity, averageEntryPrice: Price, averageExitPrice: Price, pnl: Money,
    openFee: Money, closeFee: Money, createdAt: Timestamp, updatedAt: Timestamp
  ) {
    self.orderID = orderID
    self.symbol = symbol
    self.side = side
    self.closedQuantity = closedQuantity
    self.averageEntryPrice = averageEntryPrice
    self.averageExitPrice = averageExitPrice
    self.pnl = pnl
    self.openFee = openFee
    self.closeFee = closeFee
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

extension ClosedPnL {
  init(_ row: ReplyRow) throws(BybitError) {
    self.init(
      orderID: try row.text("orderId"), symbol: try row.symbol(), side: try row.side("side"), closedQuantity: try row.decimal("closedSize"),
      averageEntryPrice: try row.decimal("avgEntryPrice"), averageExitPrice: try row.decimal("avgExitPrice"),
      pnl: try row.decimal("closedPnl"),
      openFee: try row.decimalOrZero("openFee"), closeFee: try row.decimalOrZero("closeFee"), createdAt: try row.time("createdTime"),
      updatedAt: try row.time("updatedTime"))
  }
}
