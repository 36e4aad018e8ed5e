import Model

/// One chart image and what a pixel in it means.
package struct RenderedChart: Sendable {
  package let png: [UInt8]
  package let layout: ChartLayout
  /// The candles that are drawn, oldest first.
  package let candles: [Candle]

  package init(png: [UInt8], layout: ChartLayout, candles: [Candle]) {
    self.png = png
    self.layout = layout
    self.candles = candles
  }
}
