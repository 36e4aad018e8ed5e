import Model
import TestKit

/// A market in which nothing happens by itself while a test runs, so that what happens is the test's doing.
///
/// Its candles take a day. In some minutes a price then moves by less than a hundredth of the way to a stop, a proposal waits for hours, and a
/// manual cycle, which lasts one timeframe, ends when it is decided and not by the clock. The closed candles are the same in every run, so
/// each cycle of the same symbols finds the same signals.
enum CalmMarket {
  static let timeframe = Timeframe.oneDay

  /// No cycle starts by itself.
  static let environment = ["AUTOTRADER_TRADING_TIMEFRAMES": "none", "AUTOTRADER_APPROVAL_MAXDRIFT": "10"]

  /// - Returns: what follows `autotrader up`; of each ten symbols about two have a signal.
  static func arguments(symbols count: Int) -> [String] {
    arguments(symbols: (0..<count).map { "COIN\($0)USDT" })
  }

  static func arguments(symbols: [String]) -> [String] {
    ["--market", "synthetic:7", "--timeframe", timeframe.rawValue, "--symbols", symbols.joined(separator: ",")]
  }

  /// Waits for the next day in the last quarter of an hour of a UTC day: at midnight a candle closes, a day's losses and costs begin anew.
  static func waitForADay() async throws {
    try await eventually("a UTC day is not about to end", within: .seconds(1000)) {
      let now = TimeSource.system.now
      return timeframe.boundary(after: now) - now > .seconds(900)
    }
  }
}
