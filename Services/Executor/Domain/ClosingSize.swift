import Model

/// How much of what is to be closed the next closing order takes; the next ordinal takes the rest. Pure.
package struct ClosingSize: Sendable, Equatable {
  package let quantity: Quantity
  /// The quantity is less than an order may have: only an order for the whole position can close it.
  package let closesPosition: Bool

  package init(_ quantity: Quantity, closesPosition: Bool) {
    self.quantity = quantity
    self.closesPosition = closesPosition
  }

  /// - Parameters:
  ///   - quantity: what is to be closed.
  ///   - rules: nil when the exchange does not say them, which must not hold up a close.
  package init(_ quantity: Quantity, _ rules: Instrument?) {
    guard let rules, quantity >= rules.minimumQuantity else {
      self.init(quantity, closesPosition: rules != nil)
      return
    }
    let (smallest, largest) = (rules.minimumQuantity, rules.maximumMarketQuantity)
    guard largest > .zero, quantity > largest else {
      self.init(quantity, closesPosition: false)
      return
    }
    // A rest that is too small for an order of its own takes its quantity from this one.
    let part = quantity - largest < smallest ? (quantity - smallest).rounded(toMultipleOf: rules.quantityStep, .down) : largest
    self.init(part >= smallest ? part : largest, closesPosition: false)
  }
}
