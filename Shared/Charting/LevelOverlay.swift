import TradingRules

/// Entry, stop and target as lines across the price panel, each with its price on the axis. A level outside of the drawn prices is named at
/// the panel's edge instead.
struct LevelOverlay {
  private static let labelHeight = 16

  let levels: ChartLevels
  let layout: ChartLayout
  let theme: ChartTheme
  let decimals: Int

  func draw(on canvas: borrowing Canvas) {
    for (name, price, color) in [
      ("entry", levels.entry, theme.slowAverage), ("stop", levels.stopLoss, theme.falling), ("target", levels.takeProfit, theme.rising),
    ] where price.isFinite && price > 0 {
      draw(name, price, color, on: canvas)
    }
  }

  private func draw(_ name: String, _ price: Double, _ color: ChartColor, on canvas: borrowing Canvas) {
    let panel = layout.pricePanel
    let label = "\(name) \(price.text(decimals: decimals))"
    guard price <= layout.highestPrice else {
      canvas.text("\(label) ↑", x: panel.right - 8, y: panel.y + 10, color, size: 11, align: .end)
      return
    }
    guard price >= layout.lowestPrice else {
      canvas.text("\(label) ↓", x: panel.right - 8, y: panel.bottom - 10, color, size: 11, align: .end)
      return
    }
    let row = layout.row(price: price)
    canvas.fill([PixelRectangle(x: panel.x, y: row, width: panel.width, height: 1)], color)
    let above = row - Self.labelHeight / 2 - 1
    canvas.text(label, x: panel.x + 6, y: above > panel.y + 6 ? above : row + Self.labelHeight / 2 + 1, color, size: 11, bold: true)
  }
}
