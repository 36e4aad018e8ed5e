import Model
import TradingRules

/// Two lines above the price panel: what is shown and when it closed; the legend of the averages.
struct ChartHeader {
  let input: ChartInput
  let series: ChartSeries
  let layout: ChartLayout
  let decimals: Int

  func draw(on canvas: borrowing Canvas) {
    guard let last = series.candles.last else { return }
    let theme = input.theme
    let left = layout.pricePanel.x + 4
    var x = canvas.text("\(input.symbol)  \(input.timeframe.rawValue)", x: left, y: 14, theme.text, size: 15, bold: true)
    let color = last.close >= last.open ? theme.rising : theme.falling
    x = canvas.text("last close", x: x + 18, y: 14, theme.faintText)
    x = canvas.text(last.close.text(decimals: decimals), x: x + 6, y: 14, color, size: 13, bold: true)
    let closed = ChartText.moment(last.openTime + input.timeframe.duration)
    canvas.text("candle closed \(closed)", x: x + 18, y: 14, theme.faintText)

    x = left
    for (name, values, color) in [
      ("EMA20", series.fastAverage, theme.fastAverage), ("EMA50", series.slowAverage, theme.slowAverage),
    ] {
      canvas.fill([PixelRectangle(x: x, y: 33, width: 16, height: 3)], color)
      x = canvas.text("\(name)  \((values.last ?? 0).text(decimals: decimals))", x: x + 22, y: 34, color) + 18
    }
    let ohlc = [("O", last.open), ("H", last.high), ("L", last.low), ("C", last.close)]
      .map { "\($0.0) \($0.1.text(decimals: decimals))" }.joined(separator: "   ")
    canvas.text(ohlc, x: x + 4, y: 34, theme.faintText)
  }
}
