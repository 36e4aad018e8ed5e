/// The storage behind ``Money``, ``Price`` and ``Quantity``: an integer count of 1e-8, the scale of NUMERIC(20,8).
///
/// Exact: addition and subtraction never round; multiplication and division name their rounding.
package struct FixedPoint: Hashable, Sendable {
  /// Fraction digits of the stored value.
  package static let scale = 8
  package static let unitsPerOne: Int128 = 100_000_000
  /// NUMERIC(20,8) holds twelve integer digits.
  package static let maximumUnits: Int128 = 99_999_999_999_999_999_999

  package let units: Int128

  /// - Precondition: the value fits NUMERIC(20,8).
  package init(units: Int128) {
    precondition(units.magnitude <= Self.maximumUnits.magnitude, "value does not fit NUMERIC(20,8)")
    self.units = units
  }

  /// Parses `-?digits[.digits]` with ASCII digits only; more than eight fraction digits are accepted if the rest is zero.
  package init?(_ text: some StringProtocol) {
    var bytes = text.utf8.makeIterator()
    var negative = false
    var units: Int128 = 0
    var digits = 0
    var fractionDigits: Int?
    var next = bytes.next()
    if next == UInt8(ascii: "-") {
      negative = true
      next = bytes.next()
    }
    while let byte = next {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = Int128(byte - UInt8(ascii: "0"))
        digits += 1
        if let count = fractionDigits {
          if count >= Self.scale {
            guard digit == 0 else { return nil }
            break
          }
          fractionDigits = count + 1
        }
        units = units * 10 + digit
        guard units <= Self.maximumUnits else { return nil }
      case UInt8(ascii: "."):
        guard fractionDigits == nil, digits > 0 else { return nil }
        fractionDigits = 0
        digits = 0
      default:
        return nil
      }
      next = bytes.next()
    }
    guard digits > 0 else { return nil }
    for _ in (fractionDigits ?? 0)..<Self.scale { units *= 10 }
    guard units <= Self.maximumUnits else { return nil }
    self.units = negative ? -units : units
  }

  /// The nearest representable value; nil for NaN, infinity and values outside NUMERIC(20,8).
  package init?(nearest value: Double) {
    let scaled = (value * 100_000_000).rounded(.toNearestOrEven)
    guard scaled.isFinite, abs(scaled) < 1e20 else { return nil }
    units = Int128(scaled)
  }

  package var double: Double { Double(units) / 100_000_000 }
}

extension FixedPoint: Comparable {
  package static func < (left: Self, right: Self) -> Bool { left.units < right.units }
}

extension FixedPoint: CustomStringConvertible {
  /// The shortest exact form: `0.1`, `60000`, `-3.5`.
  package var description: String {
    let magnitude = units.magnitude
    let whole = magnitude / Self.unitsPerOne.magnitude
    var fraction = String(magnitude % Self.unitsPerOne.magnitude)
    fraction = String(repeating: "0", count: Self.scale - fraction.count) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    return (units < 0 ? "-" : "") + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
  }
}

/// How a value that lies between two representable ones is chosen.
package enum Rounding: Sendable {
  /// Towards negative infinity.
  case down
  /// Towards positive infinity.
  case up
  /// To the nearer one, ties to the even one.
  case nearest
}

extension Int128 {
  /// Integer division with a named rounding. - Precondition: `divisor > 0`.
  func divided(by divisor: Int128, _ rounding: Rounding) -> Int128 {
    precondition(divisor > 0, "division by a value that is not positive")
    var (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    if remainder < 0 {
      quotient -= 1
      remainder += divisor
    }
    switch rounding {
    case .down: return quotient
    case .up: return remainder == 0 ? quotient : quotient + 1
    case .nearest:
      let twice = remainder * 2
      if twice > divisor || (twice == divisor && !quotient.isMultiple(of: 2)) { return quotient + 1 }
      return quotient
    }
  }
}
