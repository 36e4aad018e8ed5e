import Model

/// Exact arithmetic on counts of 1e-8, wider than ``FixedPoint`` so that a product of extreme inputs cannot trap before it is capped:
/// with the ranges that ``PositionSizing`` admits, every intermediate value stays below 1e37.
enum SizingUnits {
  static let one = FixedPoint.unitsPerOne

  static func product(_ left: Int128, _ right: Int128, _ rounding: Rounding) -> Int128 { divide(left * right, one, rounding) }

  static func quotient(_ left: Int128, _ right: Int128, _ rounding: Rounding) -> Int128 { divide(left * one, right, rounding) }

  /// nil if the rate is NaN or outside the range.
  static func rate(_ value: Double, in range: ClosedRange<Double>) -> Int128? {
    guard range.contains(value) else { return nil }
    return FixedPoint(nearest: value)?.units
  }

  /// Values beyond NUMERIC(20,8) are shown as its bound.
  static func text(_ units: Int128) -> String {
    FixedPoint(units: min(max(units, -FixedPoint.maximumUnits), FixedPoint.maximumUnits)).description
  }

  /// - Precondition: `divisor > 0`; both are not negative here.
  private static func divide(_ dividend: Int128, _ divisor: Int128, _ rounding: Rounding) -> Int128 {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    switch rounding {
    case .down: return quotient
    case .up: return remainder == 0 ? quotient : quotient + 1
    case .nearest: return remainder * 2 >= divisor ? quotient + 1 : quotient
    }
  }
}
