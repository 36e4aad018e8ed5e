import Model

/// An order of a trade as the executor stored it.
package struct TradeOrder: Codable, Sendable, Equatable {
  package let orderID: OrderID
  package let linkID: String
  package let purpose: OrderPurpose
  package let side: Side
  package let quantity: Quantity
  package let state: OrderState
  package let exchangeOrderID: String?
  package let createdAt: Timestamp
  package let sentAt: Timestamp?
  package let acknowledgedAt: Timestamp?

  package init(
    orderID: OrderID, linkID: String, purpose: OrderPurpose, side: Side, quantity: Quantity, state: OrderState,
    exchangeOrderID: String? = nil, createdAt: Timestamp, sentAt: Timestamp? = nil, acknowledgedAt: Timestamp? = nil
  ) {
    self.orderID = orderID
    self.linkID = linkID
    self.purpose = purpose
    self.side = side
    self.quantity = quantity
    self.state = state
    self.exchangeOrderID = exchangeOrderID
    self.createdAt = createdAt
    self.sentAt = sentAt
    self.acknowledgedAt = acknowledgedAt
  }
}
