import Charting
import Model
import Testing

/// 200 candles: a quiet market at 100 with three that stand out. Lows and highs are 90 and 110, so the price panel shows 89 … 111 on its 472
/// rows from row 48 on, and row(p) = 48 + round((111 − p) / 22 · 471). Slots are 6 wide and end at column 1204: candle i starts at
/// column 1204 − (200 − i) · 6, its body is 5 wide, its wick in the third column.
@Suite struct ChartPixelTests {
  private static let candles: [Candle] = (0..<200).map { index in
    switch index {
    case 50: TestChart.candle(index, 94, 98, 90, 97, volume: 500)
    case 100: TestChart.candle(index, 108, 110, 104, 105, volume: 1000)
    case 150: TestChart.candle(index, 103, 109.5, 102, 109)
    default: TestChart.candle(index)
    }
  }

  @Test(arguments: ChartTheme.allCases)
  func `three known candles are where the layout says, in the theme's colours`(_ theme: ChartTheme) throws {
    let image = try DecodedImage(png: TestChart.render(Self.candles, theme: theme).png)
    #expect(image.width == 1280 && image.height == 800)

    // Candle 50 rises from 94 (row 412) to 97 (row 348) in columns 304…308; its wick in column 306 goes from 98 (326) to 90 (498).
    for (x, y) in [(304, 348), (308, 348), (304, 412), (308, 412), (306, 380)] { #expect(image.color(x, y) == theme.rising) }
    for (x, y) in [(306, 326), (306, 347), (306, 413), (306, 498)] { #expect(image.color(x, y) == theme.rising) }
    for (x, y) in [(304, 347), (308, 413), (309, 380), (303, 380), (306, 325), (306, 499), (305, 330)] {
      #expect(image.color(x, y) == theme.background)
    }

    // Candle 100 falls from 108 (row 112) to 105 (row 176) in columns 604…608; its wick in column 606 goes from 110 (69) to 104 (198).
    for (x, y) in [(604, 112), (608, 176), (606, 140), (606, 69), (606, 198)] { #expect(image.color(x, y) == theme.falling) }
    for (x, y) in [(604, 111), (608, 177), (609, 140), (606, 68), (606, 199), (607, 190)] {
      #expect(image.color(x, y) == theme.background)
    }

    // Candle 150 rises from 103 (row 219) to 109 (row 91) in columns 904…908; its wick in column 906 goes from 109.5 (80) to 102 (241).
    for (x, y) in [(904, 91), (908, 219), (906, 80), (906, 241)] { #expect(image.color(x, y) == theme.rising) }
    for (x, y) in [(904, 90), (908, 220), (906, 79), (906, 242)] { #expect(image.color(x, y) == theme.background) }
  }

  @Test func `volume bars stand on row 627 and reach up in proportion`() throws {
    let image = try DecodedImage(png: TestChart.render(Self.candles).png)
    let theme = ChartTheme.dark
    // The highest, 1000, takes 82 rows: 500 takes 41, rows 587…627.
    #expect(image.color(304, 587) == theme.risingVolume && image.color(308, 627) == theme.risingVolume)
    #expect(image.color(304, 586) == theme.background)
    #expect(image.color(604, 546) == theme.fallingVolume)
    #expect(image.color(604, 545) == theme.background)
  }

  @Test func `the layout gives the same places as the pixels`() throws {
    let layout = try TestChart.render(Self.candles).layout
    #expect(layout.body(50, Self.candles[50]) == PixelRectangle(x: 304, y: 348, width: 5, height: 65))
    #expect(layout.wick(100, Self.candles[100]) == PixelRectangle(x: 606, y: 69, width: 1, height: 130))
    #expect(abs(layout.lowestPrice - 89) < 1e-9 && abs(layout.highestPrice - 111) < 1e-9)
  }

  @Test func `the last price is marked on the price axis in the colour of its candle`() throws {
    // 100 is row 48 + round(11 / 22 · 471) = 284; the marker is 18 high.
    let image = try DecodedImage(png: TestChart.render(Self.candles).png)
    for y in [275, 292] { #expect(image.color(1276, y) == ChartTheme.dark.rising) }
    for y in [274, 293] { #expect(image.color(1276, y) == ChartTheme.dark.background) }
  }

  @Test func `averages and RSI appear in the colours of their legend`() throws {
    let image = try DecodedImage(png: TestChart.render(TestChart.wave(260)).png)
    func count(_ color: ChartColor, rows: Range<Int>) -> Int {
      rows.reduce(0) { sum, y in sum + (4..<1204).reduce(0) { $0 + (image.color($1, y) == color ? 1 : 0) } }
    }
    #expect(count(ChartTheme.dark.fastAverage, rows: 48..<520) > 300)
    #expect(count(ChartTheme.dark.slowAverage, rows: 48..<520) > 300)
    #expect(count(ChartTheme.dark.strength, rows: 660..<772) > 100)
    #expect(count(ChartTheme.dark.fastAverage, rows: 32..<37) >= 48)
    #expect(count(ChartTheme.dark.frame, rows: 677..<679) > 500)
  }
}
