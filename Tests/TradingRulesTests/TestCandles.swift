import Model

/// The same numbers on every machine and in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

enum TestCandles {
  static func candle(_ index: Int, _ open: Double, _ high: Double, _ low: Double, _ close: Double) -> Candle {
    Candle(openTime: Timestamp(milliseconds: Int64(index) * 900_000), open: open, high: high, low: low, close: close, volume: 10)
  }

  static func flat(_ count: Int, at price: Double = 100) -> [Candle] {
    (0..<count).map { candle($0, price, price, price, price) }
  }

  /// Closes that move as told, from 100 on; each candle opens at the previous close and has wicks of 0.1.
  static func moves(_ steps: [Double]) -> [Candle] {
    var price = 100.0
    return steps.enumerated().map { index, step in
      let open = price
      price += step
      return candle(index, open, max(open, price) + 0.1, min(open, price) - 0.1, price)
    }
  }

  /// A random walk around 500 without drift, 10 steps a candle.
  static func walk(_ count: Int, seed: UInt64) -> [Candle] {
    var generator = SeededGenerator(seed)
    var price = 500.0
    return (0..<count).map { index in
      let open = price
      var (low, high) = (open, open)
      for _ in 0..<10 {
        price += Double.random(in: -0.5...0.5, using: &generator)
        (low, high) = (min(low, price), max(high, price))
      }
      return candle(index, open, high, low, price)
    }
  }

  /// Turned upside down around 500: what rises falls.
  static func mirrored(_ candles: [Candle]) -> [Candle] {
    candles.enumerated().map { index, candle in
      self.candle(index, 1000 - candle.open, 1000 - candle.low, 1000 - candle.high, 1000 - candle.close)
    }
  }
}
