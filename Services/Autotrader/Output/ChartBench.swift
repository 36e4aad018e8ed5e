import Charting
import Instance
import Model

/// Draws many different charts and times each.
struct ChartBench {
  struct Result: Encodable, Equatable {
    let charts: Int
    let millisecondsP50: Double
    let millisecondsP99: Double
    /// Of the largest.
    let pngBytes: Int
  }

  /// As chart-sourcer keeps them: 200 are drawn, the others warm up the averages.
  static let candleCount = 260

  let theme: ChartTheme
  let hasInset: Bool
  let hasOverlay: Bool

  func run(_ charts: Int) throws -> (Result, png: [UInt8]) {
    guard let symbol = Symbol("BTCUSDT") else { throw CommandFailure(.failed, "the bench's symbol is none") }
    var milliseconds: [Double] = []
    var (largest, last) = (0, [UInt8]())
    let clock = ContinuousClock()
    // The first chart of a process loads the font.
    for number in -3..<charts {
      let candles = Self.candles(seed: UInt64(number + 4))
      let input = ChartInput(
        symbol: symbol, timeframe: .oneMinute, candles: candles, theme: theme, hasInset: hasInset,
        levels: hasOverlay ? Self.levels(candles) : nil)
      let begin = clock.now
      last = try ChartRenderer.render(input).png
      let time = clock.now - begin
      guard number >= 0 else { continue }
      milliseconds.append(Double(time.wholeNanoseconds) / 1e6)
      largest = max(largest, last.count)
    }
    milliseconds.sort()
    func percentile(_ part: Double) -> Double {
      let index = min(milliseconds.count - 1, Int((Double(milliseconds.count) * part).rounded(.up)) - 1)
      return (milliseconds[max(0, index)] * 1000).rounded() / 1000
    }
    let result = Result(charts: charts, millisecondsP50: percentile(0.5), millisecondsP99: percentile(0.99), pngBytes: largest)
    return (result, last)
  }

  private static func levels(_ candles: [Candle]) -> ChartLevels? {
    candles.last.map { ChartLevels(entry: $0.close, stopLoss: $0.close * 0.995, takeProfit: $0.close * 1.01) }
  }

  /// A walk that a linear congruential generator makes, the same on every machine.
  static func candles(seed: UInt64) -> [Candle] {
    var state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    var price = 60_000.0
    return (0..<candleCount).map { index in
      let open = price
      price = max(1000, price * (1 + (next() - 0.5) * 0.004))
      let (high, low) = (max(open, price) * (1 + next() * 0.001), min(open, price) * (1 - next() * 0.001))
      return Candle(
        openTime: Timestamp(milliseconds: 1_700_000_040_000 + Int64(index) * 60_000), open: open, high: high, low: low, close: price,
        volume: 10 + next() * 200)
    }
  }
}
