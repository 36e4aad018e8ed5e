/// An amount of the base coin of a perpetual.
package struct Quantity: FixedPointValue {
  package let fixedPoint: FixedPoint
  package init(_ fixedPoint: FixedPoint) { self.fixedPoint = fixedPoint }

  /// The largest quantity whose notional at `price` does not exceed `amount`. - Precondition: `price > 0`.
  package static func affordable(_ amount: Money, at price: Price) -> Quantity {
    let units = (amount.fixedPoint.units * FixedPoint.unitsPerOne).divided(by: price.fixedPoint.units, .down)
    return Quantity(FixedPoint(units: units))
  }
}
