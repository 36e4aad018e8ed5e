import Model
import ServiceKit

struct ChartSourcerConfiguration: Sendable {
  let symbols: [Symbol]
  /// Empty: cycles run by request only.
  let timeframes: [Timeframe]

  /// - Throws: ``ConfigurationError``, also for `5s` outside of paper trading.
  init(_ settings: Settings) throws {
    symbols = try settings.list(.symbols) { Symbol($0) }
    timeframes = try settings.required(.timeframes) == "none" ? [] : settings.list(.timeframes) { Timeframe(rawValue: $0) }
    guard !symbols.isEmpty else { throw ConfigurationError(["\(ConfigurationKey.symbols.environmentName) names no symbol"]) }
    let mode = try settings.tradingMode()
    guard mode == .paper || !timeframes.contains(.fiveSeconds) else {
      throw ConfigurationError(["\(ConfigurationKey.timeframes.environmentName): 5s exists in paper mode only"])
    }
  }
}
