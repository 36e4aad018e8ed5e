import Model

/// The last candle and what leads up to it, seen from one direction: `sign` +1 looks for longs, −1 for shorts, and every signed
/// distance is positive when it favours that direction.
struct MarketReading {
  static let slopeLength = 10
  static let swingLength = 10
  static let pullbackLength = 5
  static let breakoutLength = 20
  static let levelLength = 50
  private static let efficiencyLength = 20

  let candle: Candle
  let atr: Double
  let ema20: Double
  let ema50: Double
  /// EMA50's move over ``slopeLength`` candles, in ATR.
  let slope: Double
  let rsi: Double
  /// ATR over its own average of the last 50 candles: 1 is usual.
  let volatilityRatio: Double
  /// Net move over path length of the last 20 closes, 0 (noise) … 1 (straight line).
  let efficiency: Double
  let swingLow: Double
  let swingHigh: Double
  let pullbackLow: Double
  let pullbackHigh: Double
  /// Extremes before the last candle, so that it can break them.
  let breakoutLow: Double
  let breakoutHigh: Double
  let levelLow: Double
  let levelHigh: Double

  /// - Precondition: more candles than every length above.
  init(_ candles: [Candle]) {
    precondition(candles.count > Self.levelLength, "too few candles for a reading")
    let last = candles.count - 1
    let closes = candles.map(\.close)
    let averages = Indicators.ema(closes, period: 50)
    let ranges = Indicators.atr(candles)
    candle = candles[last]
    atr = ranges[last]
    ema20 = Indicators.ema(closes, period: 20)[last]
    ema50 = averages[last]
    slope = atr > 0 ? (averages[last] - averages[last - Self.slopeLength]) / atr : 0
    rsi = Indicators.rsi(closes)[last]
    let usual = ranges.suffix(Self.levelLength).reduce(0, +) / Double(Self.levelLength)
    volatilityRatio = usual > 0 ? atr / usual : 1
    let recent = closes.suffix(Self.efficiencyLength + 1)
    let path = zip(recent.dropFirst(), recent).reduce(0) { $0 + abs($1.0 - $1.1) }
    efficiency = path > 0 ? abs(closes[last] - closes[last - Self.efficiencyLength]) / path : 0
    (swingLow, swingHigh) = Self.extremes(candles.suffix(Self.swingLength))
    (pullbackLow, pullbackHigh) = Self.extremes(candles.suffix(Self.pullbackLength))
    (breakoutLow, breakoutHigh) = Self.extremes(candles.dropLast().suffix(Self.breakoutLength))
    (levelLow, levelHigh) = Self.extremes(candles.dropLast().suffix(Self.levelLength))
  }

  private static func extremes(_ candles: ArraySlice<Candle>) -> (low: Double, high: Double) {
    candles.reduce((Double.infinity, -Double.infinity)) { (min($0.0, $1.low), max($0.1, $1.high)) }
  }

  /// The last candle's body as a part of its range, positive when it points in the direction.
  func momentum(_ side: Side) -> Double {
    let range = candle.high - candle.low
    return range > 0 ? side.sign * (candle.close - candle.open) / range : 0
  }

  /// How far the close is beyond EMA20, in ATR.
  func stretch(_ side: Side) -> Double { side.sign * (candle.close - ema20) / atr }

  /// How far above EMA20 (for longs) the recent extreme stayed, in ATR: 0 or less is a touch.
  func pullbackDistance(_ side: Side) -> Double { side.sign * ((side == .buy ? pullbackLow : pullbackHigh) - ema20) / atr }

  func breaksOut(_ side: Side) -> Bool { side == .buy ? candle.close > breakoutHigh : candle.close < breakoutLow }

  /// RSI as a long would see it.
  func relativeStrength(_ side: Side) -> Double { side == .buy ? rsi : 100 - rsi }

  /// Ascending, without repetition.
  var keyLevels: [Double] { Set([levelLow, swingLow, ema50, ema20, swingHigh, levelHigh]).sorted() }
}
