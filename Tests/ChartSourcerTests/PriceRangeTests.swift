import Messages
import Model
import TestKit
import Testing

@testable import ChartSourcer

@Suite struct PriceRangeTests {
  @Test("Each span gets the extremes of the candles that have a part in it, and how many there were")
  func ranges() async throws {
    let room = try await Room()
    let symbol = try #require(Symbol("BTCUSDT"))
    let candles = [(0, 95.0, 110.0), (1, 98, 125), (2, 50, 120), (4, 1, 1000)].map { minute, low, high in
      Candle(openTime: boundary + .seconds(60 * minute), open: low, high: high, low: low, close: high, volume: 1)
    }
    try await room.database.transaction { try KlineStorage(transaction: $0).add(candles, symbol, .oneMinute) }
    func span(_ from: Int, _ to: Int) -> PriceSpan {
      PriceSpan(symbol: symbol, timeframe: .oneMinute, from: boundary + .seconds(from), to: boundary + .seconds(to))
    }
    // From within candle 0 to within candle 1; candle 2 alone, at its very first moment; candles 3 to 4, of which 3 is missing; before all.
    let spans = [span(30, 90), span(120, 120), span(180, 250), span(-120, -61)]
    let reply = try await GetPriceRangesHandler(database: room.database).answer(GetPriceRanges(spans: spans))
    #expect(
      reply.ranges == [
        PriceRange(candles: 2, low: 95, high: 125), PriceRange(candles: 1, low: 50, high: 120), PriceRange(candles: 1, low: 1, high: 1000),
        PriceRange(candles: 0),
      ])
    #expect(spans.map(\.candles) == [2, 1, 2, 1])
  }
}
