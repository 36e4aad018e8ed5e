import Model

/// One order as the exchange has it.
package struct Order: Sendable, Equatable {
  package let orderID: String
  /// nil for orders that others or the exchange created, and for ids outside our alphabet.
  package let linkID: OrderLinkID?
  /// The order whose attached stop this is.
  package let parentLinkID: OrderLinkID?
  package let symbol: Symbol
  package let side: Side
  /// `Market` or `Limit`.
  package let type: String
  package let status: OrderStatus
  package let cancelType: String?
  package let rejectReason: String?
  package let quantity: Quantity
  package let price: Price?
  package let averagePrice: Price?
  package let cumulativeQuantity: Quantity
  /// In USDT, positive when paid.
  package let cumulativeFee: Money
  /// `TakeProfit`, `StopLoss`, …; nil for plain orders.
  package let stopOrderType: String?
  package let triggerPrice: Price?
  package let takeProfit: Price?
  package let stopLoss: Price?
  package let reduceOnly: Bool
  package let createdAt: Timestamp
  package let updatedAt: Timestamp

  package init(
    orderID: String, linkID: OrderLinkID?, parentLinkID: OrderLinkID?, symbol: Symbol, side: Side, type: String, status: OrderStatus,
    cancelType: String?, rejectReason: String?, quantity: Quantity, price: Price?, averagePrice: Price?, cumulativeQuantity: Quantity,
    cumulativeFee: Money, stopOrderType: String?, triggerPrice: Price?, takeProfit: Price?, stopLoss: Price?, reduceOnly: Bool,
    createdAt: Timestamp, updatedAt: Timestamp
  ) {
    self.orderID = orderID
    self.linkID = linkID
    self.parentLinkID = parentLinkID
    self.symbol = symbol
    self.side = side
    self.type = type
    self.status = status
    self.cancelType = cancelType
    self.rejectReason = rejectReason
    self.quantity = quantity
    self.price = price
    self.averagePrice = averagePrice
    self.cumulativeQuantity = cumulativeQuantity
    self.cumulativeFee = cumulativeFee
    self.stopOrderType = stopOrderType
    self.triggerPrice = triggerPrice
    self.takeProfit = takeProfit
    self.stopLoss = stopLoss
    self.reduceOnly = reduceOnly
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

extension Order {
  init(_ row: ReplyRow) throws(BybitError) {
    let reason = row.optionalText("rejectReason")
    self.init(
      orderID: try row.text("orderId"), linkID: row.linkID("orderLinkId"), parentLinkID: row.linkID("parentOrderLinkId"),
      symbol: try row.symbol(), side: try row.side("side"), type: try row.text("orderType"),
      status: OrderStatus(try row.text("orderStatus")),
      cancelType: row.optionalText("cancelType"), rejectReason: reason == "EC_NoError" ? nil : reason, quantity: try row.decimal("qty"),
      price: try row.optionalDecimal("price"), averagePrice: try row.optionalDecimal("avgPrice"),
      cumulativeQuantity: try row.decimalOrZero("cumExecQty"), cumulativeFee: try Self.fee(row),
      stopOrderType: row.optionalText("stopOrderType"), triggerPrice: try row.optionalDecimal("triggerPrice"),
      takeProfit: try row.optionalDecimal("takeProfit"), stopLoss: try row.optionalDecimal("stopLoss"), reduceOnly: row.flag("reduceOnly"),
      createdAt: try row.time("createdTime"), updatedAt: try row.time("updatedTime"))
  }

  /// `cumExecFee` is deprecated for linear contracts; `cumFeeDetail` replaces it and may be missing or empty.
  private static func fee(_ row: ReplyRow) throws(BybitError) -> Money {
    if let detail = row.optionalObject("cumFeeDetail"), detail.has("USDT") { return try detail.decimalOrZero("USDT") }
    return try row.decimalOrZero("cumExecFee")
  }
}
