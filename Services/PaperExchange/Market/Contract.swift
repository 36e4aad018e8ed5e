import Model

/// A perpetual's trading rules as this exchange states them: the client's ``Instrument`` and what only the exchange needs.
struct Contract: Hashable, Sendable {
  let instrument: Instrument
  let maximumLimitQuantity: Quantity
  let maximumPrice: Price
  /// Fraction digits that prices are written with.
  let priceDigits: Int
  let quantityDigits: Int

  var symbol: Symbol { instrument.symbol }
  var baseCoin: String {
    let name = symbol.description
    return name.hasSuffix("USDT") && name.count > 4 ? String(name.dropLast(4)) : name
  }

  func price(ticks: Int64) -> Price {
    Price(FixedPoint(units: Int128(ticks) * instrument.tickSize.fixedPoint.units))
  }

  /// - Precondition: `price` is a multiple of the tick size, or close enough to be rounded to it.
  func ticks(_ price: Price) -> Int64 {
    let rounded = price.rounded(toMultipleOf: instrument.tickSize, .nearest)
    return Int64(rounded.fixedPoint.units / instrument.tickSize.fixedPoint.units)
  }

  func text(_ price: Price) -> String { Self.padded(price.description, priceDigits) }
  func text(_ quantity: Quantity) -> String { Self.padded(quantity.description, quantityDigits) }

  private static func padded(_ text: String, _ digits: Int) -> String {
    guard digits > 0 else { return text }
    let fraction = text.utf8.lastIndex(of: UInt8(ascii: ".")).map { text.utf8.distance(from: $0, to: text.endIndex) - 1 } ?? 0
    guard fraction < digits else { return text }
    return text + (fraction == 0 ? "." : "") + String(repeating: "0", count: digits - fraction)
  }
}
