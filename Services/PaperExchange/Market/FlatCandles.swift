/// A price that never moves, for tests of everything that is not the market.
struct FlatCandles: CandleSource {
  let ticks: Int64
  let firstIndex = SyntheticCandles.historyLength * -1
  let endIndex: Int? = nil

  func candle(_ index: Int) -> TickCandle { .flat(ticks) }
}
