import Model

/// Recorded candles of one symbol, each played as one candle of the chosen timeframe; flat at the last close when they end.
struct ReplayCandles: CandleSource {
  private let candles: [TickCandle]
  private let start: Int

  /// - Precondition: `start` is an index of `candles`.
  init(candles: [TickCandle], start: Int) {
    precondition(candles.indices.contains(start), "the start lies outside the file")
    self.candles = candles
    self.start = start
  }

  var firstIndex: Int { -start }
  var endIndex: Int? { candles.count - start }

  func candle(_ index: Int) -> TickCandle {
    let position = start + index
    precondition(position >= 0, "candle before the beginning of the file")
    return position < candles.count ? candles[position] : .flat(candles[candles.count - 1].close)
  }
}
