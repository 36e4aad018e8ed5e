import Model

/// The played market's own liquidity around its last price.
///
/// Level *j* is quoted one tick and *j* basis points away from the last price, and holds *j* + 1 times 50,000 USDT. Who takes it pays one
/// more basis point (the slippage), but never more than the own limit. What has been taken is back with the next whole second.
struct Depth {
  static let levels = 50
  /// USDT of the first level, and what the market trades per second against one resting order that it has reached.
  static let levelValue = Money(FixedPoint(units: 50_000 * FixedPoint.unitsPerOne))

  let contract: Contract
  let last: Price

  private var tick: Price { contract.instrument.tickSize }

  /// What the order book shows.
  func quoted(_ side: Side, _ level: Int) -> Price { price(side, basisPoints: level) }

  /// What taking costs. - Parameter side: of the order that takes.
  func taken(_ side: Side, _ level: Int) -> Price { price(side, basisPoints: level + 1) }

  /// - Parameter side: of the order that takes: a buyer looks at the asks.
  private func price(_ side: Side, basisPoints: Int) -> Price {
    let units = last.fixedPoint.units
    let scaled = units * 10_000
    let spread = tick.fixedPoint.units * 10_000
    let distance = spread + units * Int128(basisPoints)
    let ticks = side == .buy ? (scaled + distance + spread - 1) / spread : (scaled - distance) / spread
    return Price(FixedPoint(units: max(1, ticks) * tick.fixedPoint.units))
  }

  func size(_ level: Int) -> Quantity {
    let value = Money(FixedPoint(units: Self.levelValue.fixedPoint.units * Int128(level + 1)))
    return max(
      contract.instrument.quantityStep, Quantity.affordable(value, at: last).rounded(toMultipleOf: contract.instrument.quantityStep, .down))
  }
}
