import Charting
import Model
import Testing

enum TestChart {
  static func candle(
    _ index: Int, _ open: Double = 100, _ high: Double = 101, _ low: Double = 99, _ close: Double = 100, volume: Double = 100
  ) -> Candle {
    Candle(openTime: Timestamp(milliseconds: Int64(index) * 900_000), open: open, high: high, low: low, close: close, volume: volume)
  }

  /// A gentle wave, the same everywhere: no random numbers needed.
  static func wave(_ count: Int) -> [Candle] {
    (0..<count).map { index in
      let phase = Double(index % 40)
      let close = 100 + (phase < 20 ? phase : 40 - phase)
      return candle(index, close - 0.5, close + 1.25, close - 1.25, close, volume: 50 + phase)
    }
  }

  static func render(_ candles: [Candle], theme: ChartTheme = .dark, size: ChartSize = .standard) throws -> RenderedChart {
    let symbol = try #require(Symbol("BTCUSDT"))
    return try ChartRenderer.render(ChartInput(symbol: symbol, timeframe: .fifteenMinutes, candles: candles, theme: theme), size: size)
  }
}
