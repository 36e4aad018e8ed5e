import Model

/// The one position of a symbol (one-way mode). Flat when `side` is nil.
struct Position: Sendable {
  let symbol: Symbol
  var side: Side?
  var size = Quantity.zero
  /// What the open size cost, without fees.
  var entryValue = Money.zero
  /// Fees paid for the size that is still open.
  var openFee = Money.zero
  var leverage = FixedPoint(units: 10 * FixedPoint.unitsPerOne)
  /// Realised by this position since it was opened, fees included.
  var currentRealised = Money.zero
  var totalRealised = Money.zero
  /// Milliseconds since 1970; nil if never traded.
  var opened: Int64?
  var updated: Int64 = 0
  var sequence: Int64 = -1
  /// Indexes of the conditional orders that protect it.
  var takeProfitOrder: Int?
  var stopLossOrder: Int?
  var trailingOrder: Int?

  init(symbol: Symbol) { self.symbol = symbol }

  /// Adds to what the position has earned.
  mutating func book(_ amount: Money) {
    currentRealised += amount
    totalRealised += amount
  }

  /// This position, with the protecting orders that `stored` knows by now.
  func keepingProtection(of stored: Position?) -> Position {
    var position = self
    position.takeProfitOrder = stored?.takeProfitOrder
    position.stopLossOrder = stored?.stopLossOrder
    position.trailingOrder = stored?.trailingOrder
    return position
  }

  var averagePrice: Price {
    guard size > .zero else { return .zero }
    return Price(FixedPoint(units: Margin.ratio(entryValue.fixedPoint.units, FixedPoint.unitsPerOne, size.fixedPoint.units)))
  }

  /// - Parameter price: the mark price.
  func unrealised(at price: Price) -> Money {
    guard let side else { return .zero }
    let value = Money.notional(price, size, .nearest)
    return side == .buy ? value - entryValue : entryValue - value
  }

  var initialMargin: Money { Margin.initial(entryValue, leverage: leverage) }
  var maintenanceMargin: Money { Margin.maintenance(entryValue) }

  /// How much of an order would open or enlarge the position rather than reduce it.
  func openingQuantity(_ side: Side, _ quantity: Quantity) -> Quantity {
    guard let own = self.side, own != side else { return quantity }
    return quantity > size ? quantity - size : .zero
  }

  /// The price at which closing would earn back both fees.
  var breakEvenPrice: Price {
    guard let side, size > .zero else { return .zero }
    let one = FixedPoint.unitsPerOne
    let taker = Fees.taker.units
    let paid = side == .buy ? entryValue + openFee : entryValue - openFee
    let share = side == .buy ? one - taker : one + taker
    let costed = Margin.ratio(paid.fixedPoint.units, one, share)
    return Price(FixedPoint(units: Margin.ratio(costed, one, size.fixedPoint.units)))
  }
}
