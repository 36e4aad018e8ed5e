/// An amount in US dollars: what model calls cost. Never mixed with ``Money``, which is USDT on the exchange.
package struct Dollars: FixedPointValue {
  package let fixedPoint: FixedPoint
  package init(_ fixedPoint: FixedPoint) { self.fixedPoint = fixedPoint }

  /// The sum of amounts of tokens, each at its price for a million of them, rounded once, to 1e-8 dollars.
  /// - Precondition: no count is negative.
  package static func cost(_ parts: [(tokens: Int, perMillion: Dollars)], _ rounding: Rounding) -> Dollars {
    let exact = parts.reduce(Int128(0)) { sum, part in
      precondition(part.tokens >= 0, "a negative number of tokens")
      return sum + Int128(part.tokens) * part.perMillion.fixedPoint.units
    }
    return Dollars(FixedPoint(units: exact.divided(by: 1_000_000, rounding)))
  }
}
