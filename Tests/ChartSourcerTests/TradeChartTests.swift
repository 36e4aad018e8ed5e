import Charting
import FoundationEssentials
import Messages
import Model
import TestKit
import Testing

@testable import ChartSourcer

@Suite struct TradeChartTests {
  @Test("The candles up to a moment are drawn with the levels over them; without candles there is no picture")
  func drawn() async throws {
    let room = try await Room()
    let symbol = try #require(Symbol("BTCUSDT"))
    let candles = (0..<300).map { index in
      let price = 100 + Double(index % 7)
      return Candle(
        openTime: boundary + .seconds(60 * index), open: price, high: price + 2, low: price - 1, close: price + 1, volume: 5)
    }
    try await room.database.transaction { try KlineStorage(transaction: $0).add(candles, symbol, .oneMinute) }
    let handler = GetTradeChartHandler(database: room.database, theme: .dark)
    let (entry, stop, target) = (try #require(Price("103")), try #require(Price("101.5")), try #require(Price("106")))
    func ask(closedBy: Timestamp) async throws -> Data? {
      try await handler.answer(
        GetTradeChart(
          symbol: symbol, timeframe: .oneMinute, closedBy: closedBy, entryPrice: entry, stopLoss: stop, takeProfit: target)
      ).png
    }
    // The 280th candle is still open at that moment.
    let png = try #require(try await ask(closedBy: boundary + .seconds(60 * 280 - 1)))
    let levels = ChartLevels(entry: 103, stopLoss: 101.5, takeProfit: 106)
    let expected = ChartInput(
      symbol: symbol, timeframe: .oneMinute, candles: Array(candles[19..<279]), levels: levels)
    #expect(Array(png) == (try ChartRenderer.render(expected).png))
    let plain = ChartInput(symbol: symbol, timeframe: .oneMinute, candles: Array(candles[19..<279]))
    #expect(Array(png) != (try ChartRenderer.render(plain).png))
    #expect(try await ask(closedBy: boundary) == nil)
  }
}
