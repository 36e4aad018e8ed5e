import Model

/// What a chart shows.
package struct ChartInput: Sendable {
  package let symbol: Symbol
  package let timeframe: Timeframe
  /// Ascending and closed. The last ``ChartLayout/maximumCandles`` are drawn; earlier ones only warm up the indicators.
  package let candles: [Candle]
  package let theme: ChartTheme
  /// With a small picture of the higher timeframe, made of the same candles.
  package let hasInset: Bool
  package let levels: ChartLevels?

  package init(
    symbol: Symbol, timeframe: Timeframe, candles: [Candle], theme: ChartTheme = .dark, hasInset: Bool = false, levels: ChartLevels? = nil
  ) {
    self.symbol = symbol
    self.timeframe = timeframe
    self.candles = candles
    self.theme = theme
    self.hasInset = hasInset
    self.levels = levels
  }
}
