import Model

/// Candles, both averages and the marker of the last price.
struct PricePanel {
  let series: ChartSeries
  let layout: ChartLayout
  let theme: ChartTheme

  func draw(on canvas: borrowing Canvas) {
    for isRising in [true, false] {
      var shapes = [PixelRectangle]()
      for (index, candle) in series.candles.enumerated() where (candle.close >= candle.open) == isRising {
        shapes.append(layout.wick(index, candle))
        shapes.append(layout.body(index, candle))
      }
      canvas.fill(shapes, isRising ? theme.rising : theme.falling)
    }
    draw(series.slowAverage, theme.slowAverage, on: canvas)
    draw(series.fastAverage, theme.fastAverage, on: canvas)
  }

  private func draw(_ values: [Double], _ color: ChartColor, on canvas: borrowing Canvas) {
    let points = values.enumerated().map { index, value in
      (x: Double(layout.wickColumn(index)) + 0.5, y: Double(layout.pricePanel.y) + layout.offset(price: value) + 0.5)
    }
    canvas.line(points, width: 1.6, color, clip: layout.pricePanel)
  }
}
