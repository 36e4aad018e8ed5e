import Model

/// What a chart shows.
package struct ChartInput: Sendable {
  package let symbol: Symbol
  package let timeframe: Timeframe
  /// Ascending and closed. The last ``ChartLayout/maximumCandles`` are drawn; earlier ones only warm up the indicators.
  package let candles: [Candle]
  package let theme: ChartTheme

  package init(symbol: Symbol, timeframe: Timeframe, candles: [Candle], theme: ChartTheme = .dark) {
    self.symbol = symbol
    self.timeframe = timeframe
    self.candles = candles
    self.theme = theme
  }
}
