import Model

/// One candle of the market, its prices counted in ticks so that every comparison is exact.
struct TickCandle: Hashable, Sendable {
  var open: Int64
  var high: Int64
  var low: Int64
  var close: Int64
  /// In the base coin.
  var volume: Quantity

  static func flat(_ ticks: Int64) -> TickCandle {
    TickCandle(open: ticks, high: ticks, low: ticks, close: ticks, volume: .zero)
  }
}
