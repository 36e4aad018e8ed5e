import Model

/// Candles to PNG: candlesticks with EMA20 and EMA50, volume, RSI(14), axes in UTC; for people also a trade's levels and the higher timeframe. Equal input gives equal bytes on one machine.
/// Thread-safe: nothing is shared between calls.
package enum ChartRenderer {
  /// - Throws: ``ChartingError`` without candles, for a candle that cannot be real, for a size out of bounds, or if drawing fails.
  package static func render(_ input: ChartInput, size: ChartSize = .standard) throws(ChartingError) -> RenderedChart {
    for candle in input.candles {
      if let defect = candle.defect { throw ChartingError(.malformedCandle, "candle \(candle.openTime): \(defect)") }
    }
    let series = ChartSeries(input.candles)
    let layout = try ChartLayout(drawn: series.candles, size: size, hasInset: input.hasInset)
    let decimals = ChartText.decimals(series.candles)
    let axes = Axes(series: series, layout: layout, theme: input.theme, timeframe: input.timeframe, decimals: decimals)

    let canvas = try Canvas(size, background: input.theme.background)
    axes.drawGrid(on: canvas)
    VolumePanel(series: series, layout: layout, theme: input.theme).draw(on: canvas)
    StrengthPanel(series: series, layout: layout, theme: input.theme).draw(on: canvas)
    PricePanel(series: series, layout: layout, theme: input.theme).draw(on: canvas)
    if let levels = input.levels { LevelOverlay(levels: levels, layout: layout, theme: input.theme, decimals: decimals).draw(on: canvas) }
    if let inset = TimeframeInset(input, layout) { inset.draw(on: canvas) }
    axes.drawLabels(on: canvas)
    ChartHeader(input: input, series: series, layout: layout, decimals: decimals).draw(on: canvas)
    let png = PNGEncoding.encode(try canvas.pixels(), size, exact: input.theme.colors)
    return RenderedChart(png: png, layout: layout, candles: series.candles)
  }
}
