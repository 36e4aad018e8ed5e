import Model
import Testing

@Suite struct CandleTests {
  private func candle(_ minute: Int64, open: Double = 10, high: Double = 12, low: Double = 9, close: Double = 11) -> Candle {
    Candle(openTime: Timestamp(milliseconds: minute * 60_000), open: open, high: high, low: low, close: close, volume: 1)
  }

  @Test func aSoundSeriesPasses() throws {
    try [candle(1), candle(2), candle(3)].validate(.oneMinute)
  }

  @Test func aHoleAnUnsortedPairAndAnOffBoundaryCandleAreNamed() {
    #expect(throws: MalformedCandles.self) { try [candle(1), candle(3)].validate(.oneMinute) }
    #expect(throws: MalformedCandles.self) { try [candle(2), candle(1)].validate(.oneMinute) }
    #expect(throws: MalformedCandles.self) { try [candle(1)].validate(.fiveMinutes) }
  }

  @Test func impossiblePricesAreNamed() {
    #expect(candle(1).defect == nil)
    #expect(candle(1, high: 10.5).defect != nil)
    #expect(candle(1, low: 10.5).defect != nil)
    #expect(candle(1, close: .nan).defect != nil)
    #expect(candle(1, low: 0).defect != nil)
  }
}
