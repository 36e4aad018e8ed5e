import Model

/// Whole series, one value per candle from the first candle on, as the reference backtest defines them: no value is missing, and the
/// early ones lean on the seed. All arithmetic is IEEE double in a fixed order, so equal candles give equal bits.
package enum Indicators {
  /// Exponential moving average, seeded with the first value; the weight of a new value is 2 / (period + 1).
  /// - Precondition: `period > 0`.
  package static func ema(_ values: [Double], period: Int) -> [Double] {
    precondition(period > 0, "a period is at least one candle")
    let weight = 2 / Double(period + 1)
    return running(values) { previous, value in previous + weight * (value - previous) }
  }

  /// The first value is high − low, for want of a previous close.
  package static func trueRange(_ candles: [Candle]) -> [Double] {
    var previousClose: Double?
    return candles.map { candle in
      defer { previousClose = candle.close }
      let range = candle.high - candle.low
      guard let previousClose else { return range }
      return max(range, abs(candle.high - previousClose), abs(candle.low - previousClose))
    }
  }

  /// Wilder's average true range, seeded with the first true range. - Precondition: `period > 0`.
  package static func atr(_ candles: [Candle], period: Int = 14) -> [Double] {
    wilder(trueRange(candles), period: period)
  }

  /// Wilder's relative strength index, 0…100, its averages seeded with the first change. Without any change it is 50.
  /// The first value, which has no change, is 50 too. - Precondition: `period > 0`.
  package static func rsi(_ closes: [Double], period: Int = 14) -> [Double] {
    guard closes.count > 1 else { return closes.map { _ in 50 } }
    let changes = zip(closes.dropFirst(), closes).map { $0 - $1 }
    let gains = wilder(changes.map { max($0, 0) }, period: period)
    let losses = wilder(changes.map { max(-$0, 0) }, period: period)
    return [50] + zip(gains, losses).map { gain, loss in gain + loss > 0 ? 100 * gain / (gain + loss) : 50 }
  }

  private static func wilder(_ values: [Double], period: Int) -> [Double] {
    precondition(period > 0, "a period is at least one candle")
    let length = Double(period)
    return running(values) { previous, value in previous + (value - previous) / length }
  }

  private static func running(_ values: [Double], _ next: (Double, Double) -> Double) -> [Double] {
    guard var current = values.first else { return [] }
    var result = [Double]()
    result.reserveCapacity(values.count)
    result.append(current)
    for value in values.dropFirst() {
      current = next(current, value)
      result.append(current)
    }
    return result
  }
}
