import Messages
import Model
import Testing

@testable import Analyzer

enum Fixture {
  /// A boundary of the minute.
  static let close = Timestamp(milliseconds: 1_700_000_040_000)

  static func chart(_ symbol: String = "BTCUSDT", cycle: CycleID = .random(), image: String = "hash") throws -> ChartCaptured {
    ChartCaptured(
      cycleID: cycle, symbol: try #require(Symbol(symbol)), timeframe: .oneMinute, candleClose: close, imageHash: image,
      lastPrice: try #require(Price("100")))
  }

  /// A drifting walk that ends with the chart's candle; a linear congruential generator keeps it the same everywhere.
  static func candles(_ count: Int = 150, seed: UInt64 = 1) -> [Candle] {
    var (state, price) = (seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493, 500.0)
    return (0..<count).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let open = price
      price = max(50, price + (Double(state >> 40) / Double(1 << 24) - 0.5) * 8 + 0.5)
      return Candle(
        openTime: close - .seconds(60 * (count - index)), open: open, high: max(open, price) + 0.5, low: min(open, price) - 0.5,
        close: price,
        volume: 10)
    }
  }

  static func subject(_ candles: [Candle] = Fixture.candles()) throws -> AnalysisSubject {
    AnalysisSubject(id: .random(), chart: try chart(), candles: candles, analysisBy: close + .seconds(30))
  }
}
