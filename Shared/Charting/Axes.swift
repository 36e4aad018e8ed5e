import Model
import TradingRules

/// Grid, frames, price and time labels, and the marker of the last price on the price axis.
struct Axes {
  private static let pixelsPerPriceTick = 52
  private static let pixelsPerTimeTick = 96
  private static let markerHeight = 18

  let series: ChartSeries
  let layout: ChartLayout
  let theme: ChartTheme
  let timeframe: Timeframe
  let decimals: Int

  /// Under the candles.
  func drawGrid(on canvas: borrowing Canvas) {
    let panels = [layout.pricePanel, layout.volumePanel, layout.strengthPanel]
    let columns = timeTicks.flatMap { tick in
      panels.map { PixelRectangle(x: tick.column, y: $0.y, width: 1, height: $0.height) }
    }
    let rows = priceTicks.values.map { value in
      PixelRectangle(x: layout.pricePanel.x, y: layout.row(price: value), width: layout.pricePanel.width, height: 1)
    }
    canvas.fill(columns + rows, theme.grid)
    let edges = panels.flatMap { panel in
      [
        PixelRectangle(x: panel.x, y: panel.bottom, width: panel.width + 1, height: 1),
        PixelRectangle(x: panel.right, y: panel.y, width: 1, height: panel.height),
      ]
    }
    canvas.fill(edges, theme.frame)
  }

  /// Over the candles.
  func drawLabels(on canvas: borrowing Canvas) {
    let edge = layout.pricePanel.right
    let lastClose = series.candles.last?.close ?? 0
    let marker = layout.row(price: lastClose)
    let ticks = priceTicks
    for value in ticks.values {
      let row = layout.row(price: value)
      guard abs(row - marker) >= Self.markerHeight, row - layout.pricePanel.y >= 8, layout.pricePanel.bottom - row >= 8 else { continue }
      canvas.text(value.text(decimals: ticks.decimals), x: edge + 7, y: row, theme.faintText, size: 11)
    }
    drawMarker(lastClose, row: marker, on: canvas)
    let middle = layout.strengthPanel.bottom + ChartLayout.timeAxisHeight / 2
    for tick in timeTicks where tick.column >= layout.pricePanel.x + 24 && tick.column <= edge - 24 {
      canvas.text(tick.label, x: tick.column, y: middle, theme.faintText, size: 11, align: .center)
    }
    canvas.text("UTC", x: edge + 7, y: middle, theme.faintText, size: 11)
  }

  private func drawMarker(_ close: Double, row: Int, on canvas: borrowing Canvas) {
    let isRising = series.candles.last.map { $0.close >= $0.open } ?? true
    let color = isRising ? theme.rising : theme.falling
    let panel = layout.pricePanel
    let lastDrawn = layout.left(layout.candleCount - 1)
    let dots = stride(from: panel.x, to: lastDrawn - 4, by: 6).map { PixelRectangle(x: $0, y: row, width: 2, height: 1) }
    canvas.fill(dots, color)
    let top = row - Self.markerHeight / 2
    canvas.fill(
      [PixelRectangle(x: panel.right + 1, y: top, width: ChartLayout.priceAxisWidth - 1, height: Self.markerHeight)], color)
    canvas.text(close.text(decimals: decimals), x: panel.right + 7, y: row, theme.markerText, size: 11)
  }

  private var priceTicks: (values: [Double], decimals: Int) {
    AxisTicks.prices(
      from: layout.lowestPrice, to: layout.highestPrice, count: max(2, layout.pricePanel.height / Self.pixelsPerPriceTick))
  }

  /// A label at each candle that opens on a round time; after a gap in the candles some may come too close and are left out.
  private var timeTicks: [(column: Int, label: String)] {
    let step = AxisTicks.timeStep(timeframe, slotWidth: layout.slotWidth, spacing: Self.pixelsPerTimeTick)
    var ticks = [(column: Int, label: String)]()
    for (index, candle) in series.candles.enumerated() where candle.openTime.milliseconds % (step * 1000) == 0 {
      let column = layout.wickColumn(index)
      if let last = ticks.last, column - last.column < Self.pixelsPerTimeTick * 2 / 3 { continue }
      ticks.append((column, ChartText.tick(candle.openTime)))
    }
    return ticks
  }
}
