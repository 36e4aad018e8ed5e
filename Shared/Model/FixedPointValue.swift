/// What ``Money``, ``Price`` and ``Quantity`` share: exact storage, strict parsing, and a string on the wire.
package protocol FixedPointValue: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  var fixedPoint: FixedPoint { get }
  init(_ fixedPoint: FixedPoint)
}

extension FixedPointValue {
  package static var zero: Self { Self(FixedPoint(units: 0)) }

  /// Strict: ASCII digits, one optional sign and point, at most eight significant fraction digits.
  package init?(_ text: some StringProtocol) {
    guard let value = FixedPoint(text) else { return nil }
    self.init(value)
  }

  /// The nearest value to a computed Double; nil for NaN, infinity and overflow.
  package init?(nearest value: Double) {
    guard let value = FixedPoint(nearest: value) else { return nil }
    self.init(value)
  }

  package static func < (left: Self, right: Self) -> Bool { left.fixedPoint < right.fixedPoint }

  package static func + (left: Self, right: Self) -> Self {
    Self(FixedPoint(units: left.fixedPoint.units + right.fixedPoint.units))
  }

  package static func - (left: Self, right: Self) -> Self {
    Self(FixedPoint(units: left.fixedPoint.units - right.fixedPoint.units))
  }

  package static prefix func - (value: Self) -> Self { Self(FixedPoint(units: -value.fixedPoint.units)) }

  package static func += (left: inout Self, right: Self) { left = left + right }
  package static func -= (left: inout Self, right: Self) { left = left - right }

  package var magnitude: Self { fixedPoint.units < 0 ? -self : self }

  /// The value as Double, for indicators, ratios and display only.
  package var double: Double { fixedPoint.double }
  package var description: String { fixedPoint.description }

  /// The multiple of `step` next to this value. - Precondition: `step > 0`.
  package func rounded(toMultipleOf step: Self, _ rounding: Rounding) -> Self {
    let step = step.fixedPoint.units
    return Self(FixedPoint(units: fixedPoint.units.divided(by: step, rounding) * step))
  }

  package func isMultiple(of step: Self) -> Bool { fixedPoint.units % step.fixedPoint.units == 0 }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a decimal of NUMERIC(20,8)")
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
