import Model
import TradingRules

/// A small picture of the higher timeframe in the upper left corner of the price panel. The layout keeps that band of the panel free
/// of candles, so the inset hides nothing.
struct TimeframeInset {
  static let height = 120
  static let width = 300
  private static let titleHeight = 18
  private static let slot = 5

  let candles: [Candle]
  let timeframe: Timeframe
  let layout: ChartLayout
  let theme: ChartTheme

  /// nil when the candles make none of a longer timeframe.
  init?(_ input: ChartInput, _ layout: ChartLayout) {
    guard input.hasInset, let longer = HigherTimeframe.above(input.timeframe) else { return nil }
    let all = HigherTimeframe.candles(input.candles, of: input.timeframe, as: longer)
    guard all.count > 1 else { return nil }
    candles = all.suffix((Self.width - 8) / Self.slot)
    timeframe = longer
    self.layout = layout
    theme = input.theme
  }

  var frame: PixelRectangle {
    PixelRectangle(x: layout.pricePanel.x + 8, y: layout.pricePanel.y + 6, width: Self.width, height: Self.height)
  }

  func draw(on canvas: borrowing Canvas) {
    let frame = frame
    canvas.fill([frame], theme.frame)
    canvas.fill([PixelRectangle(x: frame.x + 1, y: frame.y + 1, width: frame.width - 2, height: frame.height - 2)], theme.background)
    canvas.text("\(timeframe.rawValue)  \(candles.count) closed candles", x: frame.x + 6, y: frame.y + 10, theme.faintText, size: 11)
    let plot = PixelRectangle(
      x: frame.x + 4, y: frame.y + Self.titleHeight, width: frame.width - 8, height: frame.height - Self.titleHeight - 4)
    let low = candles.map(\.low).min() ?? 0
    let span = max((candles.map(\.high).max() ?? 0) - low, .leastNormalMagnitude)
    func row(_ price: Double) -> Int { plot.y + Int(((1 - (price - low) / span) * Double(plot.height - 1)).rounded()) }
    for isRising in [true, false] {
      var shapes = [PixelRectangle]()
      for (index, candle) in candles.enumerated() where (candle.close >= candle.open) == isRising {
        let left = plot.right - (candles.count - index) * Self.slot
        let (top, bottom) = (row(max(candle.open, candle.close)), row(min(candle.open, candle.close)))
        shapes.append(PixelRectangle(x: left + 1, y: row(candle.high), width: 1, height: row(candle.low) - row(candle.high) + 1))
        shapes.append(PixelRectangle(x: left, y: top, width: 3, height: bottom - top + 1))
      }
      canvas.fill(shapes, isRising ? theme.rising : theme.falling)
    }
  }
}
