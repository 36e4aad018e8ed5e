import Bybit
import Messages
import Model

/// An order of ours as stored: committed before it is sent.
package struct OrderIntent: Sendable, Equatable {
  package let orderID: OrderID
  package let tradeID: TradeID
  package let linkID: OrderLinkID
  package let purpose: OrderPurpose
  package let symbol: Symbol
  package let side: Side
  package let quantity: Quantity
  package let state: OrderState
  package let exchangeOrderID: String?
  package let sentAt: Timestamp?
  package let acknowledgedAt: Timestamp?
  /// How often the exchange was asked for it in vain since it was sent.
  package let lookups: Int
  /// nil for market orders; of a limit entry the price that it has or is to have.
  package let limitPrice: Price?
  /// Since when it is to have that price.
  package let pricedAt: Timestamp?
  /// How often it has followed the market.
  package let chases: Int
  package let withdrawal: Withdrawal?
  /// When the stop of its first fill was read back, by the exchange's clock.
  package let protectedAt: Timestamp?
  /// It takes whatever the position is, because its quantity is less than an order may have.
  package let closesPosition: Bool

  package init(
    orderID: OrderID, tradeID: TradeID, linkID: OrderLinkID, purpose: OrderPurpose, symbol: Symbol, side: Side, quantity: Quantity,
    state: OrderState, exchangeOrderID: String?, sentAt: Timestamp?, acknowledgedAt: Timestamp?, lookups: Int,
    limitPrice: Price? = nil, pricedAt: Timestamp? = nil, chases: Int = 0, withdrawal: Withdrawal? = nil, protectedAt: Timestamp? = nil,
    closesPosition: Bool = false
  ) {
    self.orderID = orderID
    self.tradeID = tradeID
    self.linkID = linkID
    self.purpose = purpose
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.state = state
    self.exchangeOrderID = exchangeOrderID
    self.sentAt = sentAt
    self.acknowledgedAt = acknowledgedAt
    self.lookups = lookups
    self.limitPrice = limitPrice
    self.pricedAt = pricedAt
    self.chases = chases
    self.withdrawal = withdrawal
    self.protectedAt = protectedAt
    self.closesPosition = closesPosition
  }
}
