/// Where the candles of one symbol come from. Index 0 is the first candle played; history lies below it.
protocol CandleSource: Sendable {
  /// The oldest index that exists.
  var firstIndex: Int { get }
  /// The first index past the end of the recorded data; nil for endless sources. From there the last candle repeats flat.
  var endIndex: Int? { get }
  /// The same index always gives the same candle. - Precondition: `index >= firstIndex`.
  mutating func candle(_ index: Int) -> TickCandle
}
