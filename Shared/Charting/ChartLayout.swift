import Model

/// Where everything is, in whole pixels, computed before anything is drawn.
///
/// From top to bottom: header 48; price panel (what is left); gap 8; volume 100; gap 8; RSI 136; time axis 28.
/// From left to right: margin 4; plot; price axis 76. At 1280 × 800 the plot is 1200 wide and the price panel 472 high, from row 48 on.
/// A candle's slot is plot width / candles, at most 24; slots end at the plot's right edge. The body is the odd width next to 0.8 of the slot,
/// at the slot's left edge, the wick one pixel in the body's middle column.
package struct ChartLayout: Hashable, Sendable {
  package static let maximumCandles = 200
  package static let minimumSize = ChartSize(width: 640, height: 480)
  package static let maximumSize = ChartSize(width: 4096, height: 4096)
  static let headerHeight = 48
  static let gap = 8
  static let volumeHeight = 100
  static let strengthHeight = 136
  static let timeAxisHeight = 28
  static let leftMargin = 4
  static let priceAxisWidth = 76
  static let maximumSlotWidth = 24
  /// Kept free above the highest volume bar, for the panel's label.
  static let volumeHeadroom = 18

  package let size: ChartSize
  package let candleCount: Int
  package let slotWidth: Int
  package let bodyWidth: Int
  package let pricePanel: PixelRectangle
  package let volumePanel: PixelRectangle
  package let strengthPanel: PixelRectangle
  /// The prices of the price panel's lowest and highest row: the drawn lows and highs with 5 % of their span on each side, or 0.5 % of the
  /// price when they do not move.
  package let lowestPrice: Double
  package let highestPrice: Double
  package let highestVolume: Double

  /// - Parameters:
  ///   - drawn: the candles to be drawn, valid ones.
  ///   - hasInset: keeps the upper part of the price panel free of candles.
  /// - Throws: ``ChartingError`` without candles, with prices beyond the range of Double, with more than ``maximumCandles``, or with a size out of bounds.
  package init(drawn: [Candle], size: ChartSize = .standard, hasInset: Bool = false) throws(ChartingError) {
    guard !drawn.isEmpty else { throw ChartingError(.noCandles, "there is nothing to draw") }
    guard drawn.count <= Self.maximumCandles else {
      throw ChartingError(.unsupportedSize, "\(drawn.count) candles, at most \(Self.maximumCandles) are drawn")
    }
    let widths = Self.minimumSize.width...Self.maximumSize.width
    let heights = Self.minimumSize.height...Self.maximumSize.height
    guard widths.contains(size.width), heights.contains(size.height) else {
      throw ChartingError(.unsupportedSize, "\(size.width) × \(size.height) is not within \(widths) × \(heights)")
    }
    self.size = size
    candleCount = drawn.count
    let plotWidth = size.width - Self.leftMargin - Self.priceAxisWidth
    slotWidth = min(Self.maximumSlotWidth, plotWidth / drawn.count)
    bodyWidth = Self.oddBody(slotWidth)

    func panel(_ bottom: Int, _ height: Int) -> PixelRectangle {
      PixelRectangle(x: Self.leftMargin, y: bottom - height, width: plotWidth, height: height)
    }
    strengthPanel = panel(size.height - Self.timeAxisHeight, Self.strengthHeight)
    volumePanel = panel(strengthPanel.y - Self.gap, Self.volumeHeight)
    let priceBottom = volumePanel.y - Self.gap
    pricePanel = panel(priceBottom, priceBottom - Self.headerHeight)

    let low = drawn.map(\.low).min() ?? 0
    let high = drawn.map(\.high).max() ?? 0
    let margin = high > low ? (high - low) * 0.05 : high * 0.005
    lowestPrice = low - margin
    // The inset's band on top is kept free of candles: they share what is left of the rows.
    let band = hasInset ? Double(TimeframeInset.height + 12) : 0
    let rows = Double(pricePanel.height)
    highestPrice = high + margin + (high - low + 2 * margin) * band / (rows - band)
    guard (highestPrice - lowestPrice).isNormal else {
      throw ChartingError(.malformedCandle, "prices from \(low) to \(high) cannot be drawn to scale")
    }
    highestVolume = drawn.map(\.volume).max() ?? 0
  }

  private static func oddBody(_ slot: Int) -> Int {
    let width = max(1, slot * 4 / 5)
    guard width.isMultiple(of: 2) else { return width }
    return width + 1 < slot ? width + 1 : width - 1
  }

  /// The first column of a candle's slot, and of its body.
  package func left(_ index: Int) -> Int { pricePanel.right - (candleCount - index) * slotWidth }

  package func wickColumn(_ index: Int) -> Int { left(index) + bodyWidth / 2 }

  /// Distance from the price panel's first row, not rounded.
  package func offset(price: Double) -> Double {
    (highestPrice - price) / (highestPrice - lowestPrice) * Double(pricePanel.height - 1)
  }

  /// The row of pixels that stands for a price.
  package func row(price: Double) -> Int { pricePanel.y + Int(offset(price: price).rounded()) }

  /// From the row of the higher of open and close to the row of the lower, both included.
  package func body(_ index: Int, _ candle: Candle) -> PixelRectangle {
    let top = row(price: max(candle.open, candle.close))
    return PixelRectangle(x: left(index), y: top, width: bodyWidth, height: row(price: min(candle.open, candle.close)) - top + 1)
  }

  /// From the row of the high to the row of the low, both included; the body is drawn over it.
  package func wick(_ index: Int, _ candle: Candle) -> PixelRectangle {
    let top = row(price: candle.high)
    return PixelRectangle(x: wickColumn(index), y: top, width: 1, height: row(price: candle.low) - top + 1)
  }

  /// Stands on the volume panel's bottom; nothing for no volume.
  package func volumeBar(_ index: Int, _ candle: Candle) -> PixelRectangle {
    let full = Double(volumePanel.height - Self.volumeHeadroom)
    let height = highestVolume > 0 ? Int((candle.volume / highestVolume * full).rounded()) : 0
    return PixelRectangle(x: left(index), y: volumePanel.bottom - height, width: bodyWidth, height: height)
  }

  /// Distance from the RSI panel's first row, for 0…100.
  package func offset(strength: Double) -> Double { (100 - strength) / 100 * Double(strengthPanel.height - 1) }
}
