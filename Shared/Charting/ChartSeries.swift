import Model
import TradingRules

/// The drawn candles and their indicators, warmed up on the candles before them.
struct ChartSeries {
  let candles: [Candle]
  let fastAverage: [Double]
  let slowAverage: [Double]
  let strength: [Double]

  init(_ all: [Candle]) {
    let closes = all.map(\.close)
    let count = min(all.count, ChartLayout.maximumCandles)
    candles = Array(all.suffix(count))
    fastAverage = Indicators.ema(closes, period: 20).suffix(count)
    slowAverage = Indicators.ema(closes, period: 50).suffix(count)
    strength = Indicators.rsi(closes).suffix(count)
  }
}
