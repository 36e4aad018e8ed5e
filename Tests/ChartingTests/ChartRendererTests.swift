import Charting
import Model
import Testing

@Suite struct ChartRendererTests {
  @Test func `equal input gives equal bytes, another theme other ones`() throws {
    let candles = TestChart.wave(250)
    let first = try TestChart.render(candles).png
    #expect(try TestChart.render(candles).png == first)
    #expect(try TestChart.render(candles, theme: .light).png != first)
  }

  @Test func `a full chart stays below 100 kilobytes`() throws {
    for theme in ChartTheme.allCases {
      #expect(try TestChart.render(TestChart.wave(300), theme: theme).png.count < 100_000)
    }
  }

  @Test func `only the last 200 candles are drawn, the others warm up the averages`() throws {
    let candles = TestChart.wave(260)
    let chart = try TestChart.render(candles)
    #expect(chart.candles == Array(candles.suffix(200)))
    #expect(chart.layout.candleCount == 200)
    let cold = try TestChart.render(Array(candles.suffix(200)))
    #expect(cold.layout == chart.layout)
    #expect(cold.png != chart.png)
  }

  @Test func `flat, single and few candles render`() throws {
    let flat = (0..<200).map { TestChart.candle($0, 5, 5, 5, 5, volume: 0) }
    #expect(try DecodedImage(png: TestChart.render(flat).png).width == 1280)
    let image = try DecodedImage(png: TestChart.render([TestChart.candle(0, 100, 104, 98, 103)]).png)
    // One slot of 24 ends at column 1204, its body is 19 wide. Prices 97.7 … 104.3: the middle of the body, 101.5, is row 248.
    #expect(image.color(1180, 248) == ChartTheme.dark.rising && image.color(1198, 248) == ChartTheme.dark.rising)
    #expect(image.color(1179, 248) == ChartTheme.dark.background && image.color(1199, 248) == ChartTheme.dark.background)
    #expect(try TestChart.render(TestChart.wave(7)).layout.slotWidth == 24)
  }

  @Test func `prices far below one and far above a million render`() throws {
    for factor in [1e-7, 1e6, 1e12] {
      let candles = TestChart.wave(200).enumerated().map { index, candle in
        TestChart.candle(index, candle.open * factor, candle.high * factor, candle.low * factor, candle.close * factor)
      }
      #expect(try DecodedImage(png: TestChart.render(candles).png).height == 800)
    }
  }

  @Test func `another size moves the panels, not their heights`() throws {
    let chart = try TestChart.render(TestChart.wave(200), size: ChartSize(width: 900, height: 600))
    let image = try DecodedImage(png: chart.png)
    #expect(image.width == 900 && image.height == 600)
    #expect(chart.layout.slotWidth == 4)
    #expect(chart.layout.pricePanel == PixelRectangle(x: 4, y: 48, width: 820, height: 272))
  }

  @Test func `what cannot be drawn is a typed error`() throws {
    func code(_ candles: [Candle], _ size: ChartSize = .standard) -> ChartingError.Code? {
      let error = #expect(throws: ChartingError.self) { try TestChart.render(candles, size: size) }
      return error?.code
    }
    #expect(code([]) == .noCandles)
    #expect(code([TestChart.candle(0, 100, 90, 80, 85)]) == .malformedCandle)
    #expect(code([TestChart.candle(0, 1, .nan, 1, 1)]) == .malformedCandle)
    #expect(code([TestChart.candle(0, 1, 1.7e308, 1, 1)]) == .malformedCandle)
    #expect(code([TestChart.candle(0)], ChartSize(width: 100, height: 800)) == .unsupportedSize)
    #expect(code([TestChart.candle(0)], ChartSize(width: 1280, height: 100_000)) == .unsupportedSize)
  }

  @Test func `charts rendered at once on many threads equal those rendered alone`() async throws {
    let candles = TestChart.wave(220)
    let alone = try TestChart.render(candles).png
    let all = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<8 { group.addTask { try TestChart.render(candles).png } }
      return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
    }
    #expect(all == Array(repeating: alone, count: 8))
  }
}
