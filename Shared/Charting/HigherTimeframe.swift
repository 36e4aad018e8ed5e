import Model

/// Candles of a longer timeframe, made of those at hand: closed ones only, so nothing is shown that was not known.
package enum HigherTimeframe {
  /// The next timeframe that is four to six times as long; nil for a day.
  package static func above(_ timeframe: Timeframe) -> Timeframe? {
    let factor = Int64(4)
    return Timeframe.allCases.filter { $0.seconds >= timeframe.seconds * factor && $0.seconds % timeframe.seconds == 0 }
      .min { $0.seconds < $1.seconds }
  }

  /// - Parameter candles: ascending and without gaps.
  package static func candles(_ candles: [Candle], of timeframe: Timeframe, as longer: Timeframe) -> [Candle] {
    let count = Int(longer.seconds / timeframe.seconds)
    let groups = Dictionary(grouping: candles) { longer.boundary(atOrBefore: $0.openTime) }
    return groups.sorted { $0.key < $1.key }.compactMap { start, parts in
      guard parts.count == count, let first = parts.first, let last = parts.last else { return nil }
      return Candle(
        openTime: start, open: first.open, high: parts.map(\.high).max() ?? first.high, low: parts.map(\.low).min() ?? first.low,
        close: last.close, volume: parts.map(\.volume).reduce(0, +))
    }
  }
}
