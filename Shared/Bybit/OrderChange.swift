import Model

/// What an amendment changes; nil leaves a value as it is, a zero price removes a stop.
package struct OrderChange: Sendable, Equatable {
  /// The new total, above what has filled.
  package var quantity: Quantity?
  package var price: Price?
  package var triggerPrice: Price?
  package var takeProfit: Price?
  package var stopLoss: Price?

  package init(
    quantity: Quantity? = nil, price: Price? = nil, triggerPrice: Price? = nil, takeProfit: Price? = nil, stopLoss: Price? = nil
  ) {
    self.quantity = quantity
    self.price = price
    self.triggerPrice = triggerPrice
    self.takeProfit = takeProfit
    self.stopLoss = stopLoss
  }

  /// Whether it changes what is traded, rather than what protects.
  var isOfEntry: Bool { quantity != nil || price != nil }
}
