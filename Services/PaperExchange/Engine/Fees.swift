import Model

/// What trading costs here.
enum Fees {
  /// 0.055 %.
  static let taker = FixedPoint(units: 55_000)
  /// 0.02 %.
  static let maker = FixedPoint(units: 20_000)
  /// What longs pay to shorts every eight hours: 0.01 %.
  static let funding = FixedPoint(units: 10_000)
  /// Milliseconds.
  static let fundingInterval: Int64 = 28_800_000

  static func of(_ value: Money, isMaker: Bool) -> Money { value.scaled(by: isMaker ? maker : taker, .nearest) }

  /// The limit that a market order carries: 5 % beyond the last price.
  static func protectivePrice(_ side: Side, last: Price, tick: Price) -> Price {
    let percent: Int128 = side == .buy ? 105 : 95
    let price = Price(FixedPoint(units: last.fixedPoint.units * percent / 100))
    return max(tick, price.rounded(toMultipleOf: tick, .down))
  }
}
