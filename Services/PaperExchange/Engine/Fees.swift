import Model

/// What trading costs here.
enum Fees {
  /// 0.055 %.
  static let taker = FixedPoint(units: 55_000)
  /// 0.02 %.
  static let maker = FixedPoint(units: 20_000)

  static func of(_ value: Money, isMaker: Bool) -> Money { value.scaled(by: isMaker ? maker : taker, .nearest) }

  static func bid(_ last: Price, _ tick: Price) -> Price { max(tick, last - tick) }
  static func ask(_ last: Price, _ tick: Price) -> Price { last + tick }

  /// The price a taker gets: half the spread (one tick) and 1 basis point worse than the last price, rounded to the tick against the taker.
  static func takerPrice(_ side: Side, last: Price, tick: Price) -> Price {
    let slippage = last.fixedPoint.units
    let scaled = last.fixedPoint.units * 10_000
    let spread = tick.fixedPoint.units * 10_000
    let unit = tick.fixedPoint.units * 10_000
    let ticks = side == .buy ? (scaled + spread + slippage + unit - 1) / unit : (scaled - spread - slippage) / unit
    return Price(FixedPoint(units: max(1, ticks) * tick.fixedPoint.units))
  }

  /// The limit that a market order carries: 5 % beyond the last price.
  static func protectivePrice(_ side: Side, last: Price, tick: Price) -> Price {
    let percent: Int128 = side == .buy ? 105 : 95
    let price = Price(FixedPoint(units: last.fixedPoint.units * percent / 100))
    return max(tick, price.rounded(toMultipleOf: tick, .down))
  }
}
