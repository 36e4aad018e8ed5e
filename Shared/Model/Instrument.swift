/// A USDT perpetual's trading rules, as the exchange states them.
package struct Instrument: Hashable, Codable, Sendable {
  package let symbol: Symbol
  /// Every price is a multiple of this.
  package let tickSize: Price
  /// Every quantity is a multiple of this.
  package let quantityStep: Quantity
  package let minimumQuantity: Quantity
  /// The largest quantity of one market order.
  package let maximumMarketQuantity: Quantity
  /// The smallest price times quantity of an order.
  package let minimumNotional: Money
  /// Whole or fractional times, such as 12.5.
  package let maximumLeverage: Double

  package init(
    symbol: Symbol, tickSize: Price, quantityStep: Quantity, minimumQuantity: Quantity, maximumMarketQuantity: Quantity,
    minimumNotional: Money, maximumLeverage: Double
  ) {
    self.symbol = symbol
    self.tickSize = tickSize
    self.quantityStep = quantityStep
    self.minimumQuantity = minimumQuantity
    self.maximumMarketQuantity = maximumMarketQuantity
    self.minimumNotional = minimumNotional
    self.maximumLeverage = maximumLeverage
  }
}
