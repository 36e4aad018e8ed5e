import Model

/// An order of ours has filled.
package struct OrderFilled: Event {
  package static let topic = Topic(.executor, "order.filled")
  package static let version = 1

  package let tradeID: TradeID
  package let orderID: OrderID
  package let symbol: Symbol
  package let side: Side
  package let quantity: Quantity
  package let averagePrice: Price
  package let fee: Money
  package let purpose: OrderPurpose

  package var key: String { tradeID.description }

  package init(
    tradeID: TradeID, orderID: OrderID, symbol: Symbol, side: Side, quantity: Quantity, averagePrice: Price, fee: Money,
    purpose: OrderPurpose
  ) {
    self.tradeID = tradeID
    self.orderID = orderID
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.averagePrice = averagePrice
    self.fee = fee
    self.purpose = purpose
  }
}
