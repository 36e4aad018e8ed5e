import Charting
import Model
import ServiceKit

struct ChartSourcerConfiguration: Sendable {
  /// Of every timeframe that has no list of its own.
  private let symbols: [Symbol]
  private let timeframeSymbols: [Timeframe: [Symbol]]
  /// Empty: cycles run by request only.
  let timeframes: [Timeframe]
  /// Charts in work at the same time.
  let parallelCharts: Int
  let retention: ChartRetention
  let theme: ChartTheme
  /// Charts show the higher timeframe too.
  let hasInset: Bool

  /// - Throws: ``ConfigurationError``, also for `5s` outside of paper trading.
  init(_ settings: Settings) throws {
    symbols = try settings.list(.symbols) { Symbol($0) }
    timeframes = try settings.required(.timeframes) == "none" ? [] : settings.list(.timeframes) { Timeframe(rawValue: $0) }
    timeframeSymbols = try settings.timeframeSymbols()
    theme = ChartTheme(rawValue: try settings.required(.chartTheme)) ?? .dark
    hasInset = try settings.flag(.chartInset)
    guard !symbols.isEmpty else { throw ConfigurationError(["\(ConfigurationKey.symbols.environmentName) names no symbol"]) }
    let mode = try settings.tradingMode()
    guard mode == .paper || !timeframes.contains(.fiveSeconds) else {
      throw ConfigurationError(["\(ConfigurationKey.timeframes.environmentName): 5s exists in paper mode only"])
    }
    parallelCharts = try settings.integer(.parallelCharts)
    retention = ChartRetention(
      candles: try settings.integer(.retainedCandles), images: try settings.integer(.retainedImages),
      cycles: .seconds(try settings.integer(.retainedDays) * 86_400))
  }

  func symbols(of timeframe: Timeframe) -> [Symbol] { timeframeSymbols[timeframe] ?? symbols }
}
