import Messages
import Model

/// Which candles a dossier's chart shows: all of the trade from before its entry to after its exit, in candles of its own timeframe or, where
/// they would be too many, of the smallest larger one in which they are not.
package struct ChartSpan: Sendable, Equatable {
  /// Candles before the entry and after the exit.
  package static let margin: Int64 = 20
  /// Of a short trade so many are shown.
  package static let fewest: Int64 = 200
  package static let most: Int64 = 500

  /// Of the trade's analysis: what is stored.
  package let own: Timeframe
  package let drawn: Timeframe
  /// The first candle opens here, the last closes at or before the end.
  package let from: Timestamp
  package let to: Timestamp

  package init(of trade: Trade, _ timeframe: Timeframe, now: Timestamp) {
    own = timeframe
    to = (trade.closedAt ?? now) + timeframe.duration * Int(Self.margin)
    let lead = min(trade.began - timeframe.duration * Int(Self.margin), to - timeframe.duration * Int(Self.fewest))
    let seconds = (to - lead).components.seconds
    drawn =
      Timeframe.allCases.first { $0.seconds % timeframe.seconds == 0 && seconds <= $0.seconds * Self.most }
      ?? Timeframe.allCases.last ?? timeframe
    from = drawn.boundary(atOrBefore: lead)
  }

  /// Candles of the own timeframe in it.
  package var count: Int { Int((to - from).components.seconds / own.seconds) }

  /// - Parameter candles: of the own timeframe, ascending.
  /// - Returns: those of the drawn one; the last may not be whole.
  package func drawing(_ candles: [Candle]) -> [Candle] {
    let inside = candles.filter { $0.openTime >= from && $0.openTime < to }
    guard drawn != own else { return inside }
    var merged: [Candle] = []
    for candle in inside {
      let openTime = drawn.boundary(atOrBefore: candle.openTime)
      guard let last = merged.last, last.openTime == openTime else {
        merged.append(
          Candle(openTime: openTime, open: candle.open, high: candle.high, low: candle.low, close: candle.close, volume: candle.volume))
        continue
      }
      merged[merged.count - 1] = Candle(
        openTime: openTime, open: last.open, high: max(last.high, candle.high), low: min(last.low, candle.low), close: candle.close,
        volume: last.volume + candle.volume)
    }
    return merged
  }
}
