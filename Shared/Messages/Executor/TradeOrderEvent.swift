import Model

/// One step of an order.
package struct TradeOrderEvent: Codable, Sendable, Equatable {
  package let orderID: OrderID
  package let state: OrderState
  package let detail: String
  package let at: Timestamp

  package init(orderID: OrderID, state: OrderState, detail: String, at: Timestamp) {
    self.orderID = orderID
    self.state = state
    self.detail = detail
    self.at = at
  }
}
