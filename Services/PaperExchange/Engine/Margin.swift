import Model

/// Margin of a position or an order, simplified: one rate for every size, both including the fee to close.
enum Margin {
  /// 0.5 % of the position value.
  private static let maintenanceRate = FixedPoint(units: 500_000)

  static func initial(_ value: Money, leverage: FixedPoint) -> Money {
    let part = Money(FixedPoint(units: ratio(value.fixedPoint.units, FixedPoint.unitsPerOne, leverage.units)))
    return part + value.scaled(by: Fees.taker, .nearest)
  }

  static func maintenance(_ value: Money) -> Money {
    value.scaled(by: maintenanceRate, .nearest) + value.scaled(by: Fees.taker, .nearest)
  }

  /// `value × numerator ÷ denominator`, to the nearest unit, ties away from zero. - Precondition: `denominator > 0`.
  static func ratio(_ value: Int128, _ numerator: Int128, _ denominator: Int128) -> Int128 {
    precondition(denominator > 0, "division by a value that is not positive")
    let product = value * numerator
    let half = denominator / 2
    return product < 0 ? (product - half) / denominator : (product + half) / denominator
  }

  static func share(_ amount: Money, _ part: Quantity, of whole: Quantity) -> Money {
    Money(FixedPoint(units: ratio(amount.fixedPoint.units, part.fixedPoint.units, whole.fixedPoint.units)))
  }
}
