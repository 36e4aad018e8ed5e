import Model
import Testing
import TradingRules

@Suite struct IndicatorsTests {
  private let candles = [
    TestCandles.candle(0, 10, 12, 9, 10), TestCandles.candle(1, 10, 11, 10, 10.5), TestCandles.candle(2, 14, 15, 14, 14.5),
    TestCandles.candle(3, 8, 8, 7, 7.5),
  ]

  @Test func `EMA starts at the first value and moves by 2 over period plus 1`() {
    #expect(Indicators.ema([10, 11, 13, 12], period: 3) == [10, 10.5, 11.75, 11.875])
  }

  @Test func `true range counts a gap from the previous close, and the first candle has none`() {
    #expect(Indicators.trueRange(candles) == [3, 1, 4.5, 7.5])
  }

  @Test func `ATR starts at the first true range and smooths as Wilder does`() {
    #expect(Indicators.atr(candles, period: 2) == [3, 2, 3.25, 5.375])
  }

  @Test func `RSI compares Wilder averages of gains and losses`() {
    let values = Indicators.rsi([10, 12, 11, 11], period: 2)
    #expect(values[0] == 50)
    #expect(values[1] == 100)
    // gains 2, 1, 0.5 and losses 0, 0.5, 0.25
    #expect(abs(values[2] - 200.0 / 3) < 1e-12)
    #expect(abs(values[3] - 200.0 / 3) < 1e-12)
  }

  @Test func `RSI of prices that never move is 50, of prices that only fall 0`() {
    #expect(Indicators.rsi([5, 5, 5]) == [50, 50, 50])
    #expect(Indicators.rsi([5, 4, 3]).last == 0)
  }

  @Test func `an empty series has empty indicators and one value is its own average`() {
    #expect(Indicators.ema([], period: 20).isEmpty)
    #expect(Indicators.atr([]).isEmpty)
    #expect(Indicators.rsi([]).isEmpty)
    #expect(Indicators.ema([7], period: 20) == [7])
  }
}
