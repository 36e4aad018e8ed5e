import Model

/// A row of `execution.executions`: a fill, or a funding payment.
package struct TradeExecution: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case trade, funding
  }

  package let executionID: String
  package let tradeID: TradeID
  package let exchangeOrderID: String
  package let linkID: String?
  package let symbol: Symbol
  package let kind: Kind
  package let side: Side
  package let price: Price
  package let quantity: Quantity
  /// Positive when paid; of a funding payment the payment itself.
  package let fee: Money
  package let at: Timestamp

  package init(
    executionID: String, tradeID: TradeID, exchangeOrderID: String, linkID: String? = nil, symbol: Symbol, kind: Kind, side: Side,
    price: Price, quantity: Quantity, fee: Money, at: Timestamp
  ) {
    self.executionID = executionID
    self.tradeID = tradeID
    self.exchangeOrderID = exchangeOrderID
    self.linkID = linkID
    self.symbol = symbol
    self.kind = kind
    self.side = side
    self.price = price
    self.quantity = quantity
    self.fee = fee
    self.at = at
  }
}
