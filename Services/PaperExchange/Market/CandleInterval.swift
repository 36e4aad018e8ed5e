import Model

/// A candle length that clients ask for, as a whole number of played candles.
struct CandleInterval: Hashable, Sendable {
  let milliseconds: Int64

  /// Bybit's names, and `5s` on a market that is played in such candles.
  /// - Throws: 10001 if the name is unknown or the candles are finer than those played.
  init(_ name: String, played: Timeframe) throws(Refusal) {
    let minutes: Int64
    switch name {
    case "5s" where played == .fiveSeconds:
      milliseconds = 5000
      return
    case "1", "3", "5", "15", "30", "60", "120", "240", "360", "720": minutes = Int64(name) ?? 0
    case "D": minutes = 1440
    default: throw .parameter("params error: interval '\(name)' is not supported")
    }
    guard minutes * 60 % played.seconds == 0 else {
      throw .parameter("params error: interval '\(name)' is not a multiple of the \(played.rawValue) candles that this market is played in")
    }
    milliseconds = minutes * 60_000
  }
}
