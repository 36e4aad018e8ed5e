/// An amount in USDT, the one settlement coin of USDT perpetuals. Another coin would be another type.
package struct Money: FixedPointValue {
  package let fixedPoint: FixedPoint
  package init(_ fixedPoint: FixedPoint) { self.fixedPoint = fixedPoint }

  /// Price times quantity, rounded to 1e-8 USDT.
  package static func notional(_ price: Price, _ quantity: Quantity, _ rounding: Rounding) -> Money {
    let product = price.fixedPoint.units * quantity.fixedPoint.units
    return Money(FixedPoint(units: product.divided(by: FixedPoint.unitsPerOne, rounding)))
  }

  /// This amount times a rate (a fee, a fraction of equity), rounded to 1e-8 USDT.
  package func scaled(by rate: FixedPoint, _ rounding: Rounding) -> Money {
    Money(FixedPoint(units: (fixedPoint.units * rate.units).divided(by: FixedPoint.unitsPerOne, rounding)))
  }

  /// The share of this amount that falls to a part of a quantity, rounded to 1e-8 USDT. - Precondition: `whole > 0`.
  package func share(of part: Quantity, in whole: Quantity, _ rounding: Rounding) -> Money {
    Money(FixedPoint(units: (fixedPoint.units * part.fixedPoint.units).divided(by: whole.fixedPoint.units, rounding)))
  }
}
