import Charting
import Model
import Testing
import TradingRules

/// What is drawn for people beside the candles.
@Suite struct PeopleChartTests {
  private func render(_ candles: [Candle], hasInset: Bool = false, levels: ChartLevels? = nil) throws -> RenderedChart {
    let symbol = try #require(Symbol("BTCUSDT"))
    return try ChartRenderer.render(
      ChartInput(symbol: symbol, timeframe: .fifteenMinutes, candles: candles, hasInset: hasInset, levels: levels))
  }

  @Test func `a level is a line across the panel in its colour, at the row of its price`() throws {
    let candles = TestChart.wave(40)
    let chart = try render(candles, levels: ChartLevels(entry: 110, stopLoss: 105, takeProfit: 118))
    let image = try DecodedImage(png: chart.png)
    let column = chart.layout.left(0) - 5
    #expect(image.color(column, chart.layout.row(price: 110)) == ChartTheme.dark.slowAverage)
    #expect(image.color(column, chart.layout.row(price: 105)) == ChartTheme.dark.falling)
    #expect(image.color(column, chart.layout.row(price: 118)) == ChartTheme.dark.rising)
  }

  @Test func `a level beyond the drawn prices is named at the edge, and one that is no price is left out`() throws {
    let candles = TestChart.wave(100)
    let plain = try render(candles)
    #expect(try render(candles, levels: ChartLevels(entry: 500, stopLoss: 1, takeProfit: 900)).png != plain.png)
    #expect(try render(candles, levels: ChartLevels(entry: .nan, stopLoss: -1, takeProfit: .infinity)).png == plain.png)
  }

  @Test func `the inset hides no candle`() throws {
    let chart = try render(TestChart.wave(260), hasInset: true)
    let highest = chart.candles.map { chart.layout.row(price: $0.high) }.min() ?? 0
    // The inset is 120 high and begins 6 below the panel's top.
    #expect(highest > chart.layout.pricePanel.y + 6 + 120)
    let image = try DecodedImage(png: chart.png)
    #expect(image.color(chart.layout.pricePanel.x + 8, chart.layout.pricePanel.y + 6) == ChartTheme.dark.frame)
    #expect(chart.png.count <= 100_000)
  }

  @Test func `without candles enough for a longer timeframe there is no inset`() throws {
    let image = try DecodedImage(png: try render(TestChart.wave(6), hasInset: true).png)
    #expect(image.color(12, 54) != ChartTheme.dark.frame)
  }

  @Test func `longer candles are made of whole groups of closed ones`() throws {
    // 15 minutes from 0: five whole hours and three quarters of the sixth.
    let candles = (0..<23).map { TestChart.candle($0, Double(100 + $0), Double(200 + $0), Double(50 + $0), Double(101 + $0), volume: 2) }
    #expect(HigherTimeframe.above(.fifteenMinutes) == .oneHour)
    let hours = HigherTimeframe.candles(candles, of: .fifteenMinutes, as: .oneHour)
    #expect(hours.count == 5)
    #expect(
      hours[1] == Candle(openTime: Timestamp(milliseconds: 3_600_000), open: 104, high: 207, low: 54, close: 108, volume: 8))
    #expect(HigherTimeframe.above(.oneDay) == nil)
    #expect(HigherTimeframe.above(.oneMinute) == .fiveMinutes)
  }

  @Test func `a reader of charts is held to the candles that are drawn`() {
    #expect(ReadingScore.drawnCandles == ChartLayout.maximumCandles)
  }
}
