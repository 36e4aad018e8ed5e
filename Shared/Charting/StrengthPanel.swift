import TradingRules

/// RSI(14) with its 30 and 70 lines.
struct StrengthPanel {
  let series: ChartSeries
  let layout: ChartLayout
  let theme: ChartTheme

  func draw(on canvas: borrowing Canvas) {
    let panel = layout.strengthPanel
    for level in [30.0, 70.0] {
      let row = panel.y + Int(layout.offset(strength: level).rounded())
      let dashes = stride(from: panel.x, to: panel.right, by: 8).map { PixelRectangle(x: $0, y: row, width: 5, height: 1) }
      canvas.fill(dashes, theme.frame)
      canvas.text(level.text(decimals: 0), x: panel.right + 7, y: row, theme.faintText, size: 11)
    }
    let points = series.strength.enumerated().map { index, value in
      (x: Double(layout.wickColumn(index)) + 0.5, y: Double(panel.y) + layout.offset(strength: value) + 0.5)
    }
    canvas.line(points, width: 1.4, theme.strength, clip: panel)
    let last = (series.strength.last ?? 50).text(decimals: 1)
    canvas.text("RSI 14  \(last)", x: panel.x + 4, y: panel.y + 10, theme.strength, size: 11)
  }
}
