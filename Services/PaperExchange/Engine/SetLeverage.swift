import Model

struct SetLeverage: Hashable, Codable, Sendable {
  let symbol: Symbol
  /// Hundredths of a time: 12.5 is 1250.
  let hundredths: Int

  var leverage: FixedPoint { FixedPoint(units: Int128(hundredths) * FixedPoint.unitsPerOne / 100) }
}
