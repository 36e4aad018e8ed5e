import Model

/// Round numbers for axes.
enum AxisTicks {
  /// Multiples of 1, 2, 2.5 or 5 times a power of ten within the range, about `count` of them, and the fraction digits that tell
  /// them apart.
  static func prices(from low: Double, to high: Double, count: Int) -> (values: [Double], decimals: Int) {
    let span = high - low
    guard span > 0, span.isFinite, count > 0 else { return ([], 0) }
    var power = 1.0
    var decimals = 0
    while power * 10 <= span / Double(count) { power *= 10 }
    while power > span / Double(count), decimals < 12 {
      power /= 10
      decimals += 1
    }
    let factors: [(factor: Double, extraDecimals: Int)] = [(1, 0), (2, 0), (2.5, 1), (5, 0), (10, 0)]
    let chosen = factors.first { $0.factor * power >= span / Double(count) } ?? (10, 0)
    let step = chosen.factor * power
    let first = (low / step).rounded(.up)
    let last = (high / step).rounded(.down)
    guard first <= last else { return ([], 0) }
    let values = stride(from: first, through: last, by: 1).map { $0 * step }
    return (values, decimals > 0 ? min(8, decimals + chosen.extraDecimals) : (power == 1 ? chosen.extraDecimals : 0))
  }

  /// The shortest round time step in seconds that keeps labels `spacing` pixels apart.
  static func timeStep(_ timeframe: Timeframe, slotWidth: Int, spacing: Int) -> Int64 {
    let steps: [Int64] = [
      15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 1_728_000,
      3_456_000,
    ]
    let candles = Int64((spacing + slotWidth - 1) / slotWidth)
    return steps.first { $0 >= candles * timeframe.seconds && $0 % timeframe.seconds == 0 } ?? candles * timeframe.seconds
  }
}
