import Model

/// The candles of another exchange up to the beginning; from there on the price stands where it was, and every price that the other exchange
/// reports is a jump.
struct LiveCandles: CandleSource {
  let history: [TickCandle]
  let endIndex: Int? = nil

  /// - Precondition: there is at least one candle.
  init(history: [TickCandle]) {
    precondition(!history.isEmpty, "a live market needs one candle at least")
    self.history = history
  }

  var firstIndex: Int { -history.count }

  func candle(_ index: Int) -> TickCandle {
    index < 0 ? history[history.count + index] : .flat(history[history.count - 1].close)
  }
}
