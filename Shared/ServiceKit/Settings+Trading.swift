import Model

extension Settings {
  /// Symbols of single timeframes (`trading.timeframesymbols`): `1h=BTCUSDT,ETHUSDT;1d=BTCUSDT`.
  /// - Throws: ``ConfigurationError`` naming the part that cannot be read.
  package func timeframeSymbols() throws(ConfigurationError) -> [Timeframe: [Symbol]] {
    let name = ConfigurationKey.timeframeSymbols.environmentName
    var lists: [Timeframe: [Symbol]] = [:]
    for entry in (text(.timeframeSymbols) ?? "").split(separator: ";") {
      let parts = entry.split(separator: "=").map { $0.filter { $0 != " " } }
      guard parts.count == 2, let timeframe = Timeframe(rawValue: parts[0]), lists[timeframe] == nil else {
        throw ConfigurationError(["\(name): '\(entry)' is not a timeframe, named once, with its symbols, such as 1h=BTCUSDT,ETHUSDT"])
      }
      var symbols: [Symbol] = []
      for part in parts[1].split(separator: ",") {
        guard let symbol = Symbol(String(part)) else { throw ConfigurationError(["\(name): '\(part)' is not a symbol such as BTCUSDT"]) }
        symbols.append(symbol)
      }
      lists[timeframe] = symbols
    }
    return lists
  }
}
