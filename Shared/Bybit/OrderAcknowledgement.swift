/// The exchange has received the request; what became of the order is read separately.
package struct OrderAcknowledgement: Sendable, Equatable {
  package let orderID: String
  /// nil for an order that was created without one.
  package let linkID: OrderLinkID?

  package init(orderID: String, linkID: OrderLinkID?) {
    self.orderID = orderID
    self.linkID = linkID
  }
}

extension OrderAcknowledgement {
  init(_ row: ReplyRow) throws(BybitError) {
    self.init(orderID: try row.text("orderId"), linkID: row.linkID("orderLinkId"))
  }
}
