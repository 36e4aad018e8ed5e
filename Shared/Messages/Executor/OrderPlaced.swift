import Model

/// The exchange has acknowledged an order.
package struct OrderPlaced: Event {
  package static let topic = Topic(.executor, "order.placed")
  package static let version = 1

  package let tradeID: TradeID
  package let orderID: OrderID
  package let linkID: String
  package let exchangeOrderID: String
  package let symbol: Symbol
  package let side: Side
  package let quantity: Quantity
  package let purpose: OrderPurpose

  package var key: String { tradeID.description }

  package init(
    tradeID: TradeID, orderID: OrderID, linkID: String, exchangeOrderID: String, symbol: Symbol, side: Side, quantity: Quantity,
    purpose: OrderPurpose
  ) {
    self.tradeID = tradeID
    self.orderID = orderID
    self.linkID = linkID
    self.exchangeOrderID = exchangeOrderID
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.purpose = purpose
  }
}
