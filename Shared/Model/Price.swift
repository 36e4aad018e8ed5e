/// USDT for one unit of the base coin.
package struct Price: FixedPointValue {
  package let fixedPoint: FixedPoint
  package init(_ fixedPoint: FixedPoint) { self.fixedPoint = fixedPoint }

  /// What one unit cost when `quantity` cost `value`. - Precondition: `quantity > 0`.
  package static func average(_ value: Money, over quantity: Quantity, _ rounding: Rounding) -> Price {
    Price(FixedPoint(units: (value.fixedPoint.units * FixedPoint.unitsPerOne).divided(by: quantity.fixedPoint.units, rounding)))
  }
}
