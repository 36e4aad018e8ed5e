import Model
import Testing
import TradingRules

@Suite struct ReadingScoreTests {
  /// Lows 90…, highs …110: the range is 20, so 2 is the distance that counts as invented.
  private let candles = (0..<10).map { index in
    Candle(
      openTime: Timestamp(milliseconds: Int64(index) * 60_000), open: 100, high: index == 3 ? 110 : 101, low: index == 5 ? 90 : 99,
      close: 100, volume: 1)
  }

  private func score(
    symbol: String = "BTCUSDT", close: Double = 100, high: Double = 110, low: Double = 90, levels: [Double] = []
  ) throws -> ReadingScore {
    ReadingScore(
      ChartReading(symbol: symbol, timeframe: "1m", lastClose: close, highestHigh: high, lowestLow: low, keyLevels: levels),
      symbol: try #require(Symbol("BTCUSDT")), timeframe: .oneMinute, candles: candles)
  }

  @Test("What is on the chart scores 0, what is on none 1") func bounds() throws {
    #expect(try score(levels: [95, 105]).value == 0)
    let invented = try score(symbol: "X", close: 5, high: 7, low: 1, levels: [500])
    // All but the timeframe: 5 of 6.
    #expect(invented.value == 0.833 && !invented.outcome().passed)
  }

  @Test("An error counts by its part of a tenth of the drawn range") func parts() throws {
    // 1 of 2 on one of five things.
    #expect(try score(close: 101).value == 0.1)
    #expect(try score(close: 101).outcome().passed)
    // A level 1 above the highest high: half invented, one of six things.
    #expect(try score(levels: [111]).value == 0.083)
  }

  @Test("A wrong market or last close fails alone, however right the rest is") func decisive() throws {
    for reading in [try score(symbol: "ETHUSDT"), try score(close: 102.5)] {
      #expect(reading.value == 0.2 && !reading.outcome(limit: 0.9).passed)
    }
    #expect(try score(high: 120, low: 80).outcome().passed == false)
  }

  @Test("Numbers that are none count as invented") func notANumber() throws {
    #expect(try score(close: .nan, high: .infinity, low: -.infinity, levels: [.nan]).value == 0.667)
  }
}
