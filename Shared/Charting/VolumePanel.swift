import Model

/// One bar a candle, in the candle's direction, under a label with the scale.
struct VolumePanel {
  let series: ChartSeries
  let layout: ChartLayout
  let theme: ChartTheme

  func draw(on canvas: borrowing Canvas) {
    for isRising in [true, false] {
      let bars = series.candles.enumerated().filter { ($0.element.close >= $0.element.open) == isRising }
      canvas.fill(bars.map { layout.volumeBar($0.offset, $0.element) }, isRising ? theme.risingVolume : theme.fallingVolume)
    }
    let panel = layout.volumePanel
    let last = series.candles.last?.volume ?? 0
    canvas.text("Volume \(ChartText.volume(last))", x: panel.x + 4, y: panel.y + 9, theme.faintText, size: 11)
    guard layout.highestVolume > 0 else { return }
    let top = panel.y + ChartLayout.volumeHeadroom
    canvas.fill([PixelRectangle(x: panel.right, y: top, width: 4, height: 1)], theme.frame)
    canvas.text(ChartText.volume(layout.highestVolume), x: panel.right + 7, y: top, theme.faintText, size: 11)
  }
}
