import Model

/// The first line of a state log: everything besides the commands that the state depends on.
struct LogHeader: Hashable, Codable, Sendable {
  /// Raised whenever the same log would give another state: other fees, another path, another generator.
  static let currentVersion = 2

  let version: Int
  let market: String
  let timeframe: Timeframe
  let symbols: [Symbol]
  /// Of the recorded candles; nil for an invented market.
  let fingerprint: String?
  /// Milliseconds since 1970 at which candle 0 begins.
  let anchor: Int64
  /// Milliseconds since 1970.
  let created: Int64
  let balance: Money

  /// Why a log cannot be continued with other settings; nil when it can.
  func difference(from wanted: LogHeader) -> String? {
    if version != wanted.version {
      return "it was written by version \(version) of the market and matching rules, this is version \(wanted.version)"
    }
    if market != wanted.market { return "its market is \(market), not \(wanted.market)" }
    if timeframe != wanted.timeframe { return "its timeframe is \(timeframe.rawValue), not \(wanted.timeframe.rawValue)" }
    if balance != wanted.balance { return "its first balance is \(balance), not \(wanted.balance)" }
    if symbols != wanted.symbols {
      return
        "its symbols are \(symbols.map(\.description).joined(separator: ",")), not \(wanted.symbols.map(\.description).joined(separator: ","))"
    }
    if fingerprint != wanted.fingerprint {
      return market.hasPrefix("live") ? "the upstream's trading rules have changed since" : "the recorded candles have changed since"
    }
    return nil
  }
}
