import Model

/// One fill, or a funding payment.
package struct Execution: Sendable, Equatable {
  package enum Kind: Hashable, Sendable {
    case trade
    case funding
    /// Auto-deleveraging, liquidation, delivery and whatever else the exchange names.
    case other(String)

    init(_ name: String) {
      switch name {
      case "Trade": self = .trade
      case "Funding": self = .funding
      default: self = .other(name)
      }
    }
  }

  /// Unique; executions may be delivered more than once.
  package let executionID: String
  package let orderID: String
  package let linkID: OrderLinkID?
  package let symbol: Symbol
  package let side: Side
  package let kind: Kind
  package let price: Price
  package let quantity: Quantity
  package let value: Money
  /// Positive when paid.
  package let fee: Money
  package let isMaker: Bool
  /// How much of the fill closed a position.
  package let closedQuantity: Quantity
  package let at: Timestamp
  package let sequence: Int64

  package init(
    executionID: String, orderID: String, linkID: OrderLinkID?, symbol: Symbol, side: Side, kind: Kind, price: Price, quantity: Quantity,
    value: Money, fee: Money, isMaker: Bool, closedQuantity: Quantity, at: Timestamp, sequence: Int64
  ) {
    self.executionID = executionID
    self.orderID = orderID
    self.linkID = linkID
    self.symbol = symbol
    self.side = side
    self.kind = kind
    self.price = price
    self.quantity = quantity
    self.value = value
    self.fee = fee
    self.isMaker = isMaker
    self.closedQuantity = closedQuantity
    self.at = at
    self.sequence = sequence
  }
}

extension Execution {
  init(_ row: ReplyRow) throws(BybitError) {
    self.init(
      executionID: try row.text("execId"), orderID: try row.text("orderId"), linkID: row.linkID("orderLinkId"), symbol: try row.symbol(),
      side: try row.side("side"), kind: Kind(try row.text("execType")), price: try row.decimal("execPrice"),
      quantity: try row.decimal("execQty"), value: try row.decimalOrZero("execValue"), fee: try row.decimalOrZero("execFee"),
      isMaker: row.flag("isMaker"), closedQuantity: try row.decimalOrZero("closedSize"), at: try row.time("execTime"),
      sequence: row.integer("seq") ?? -1)
  }
}
