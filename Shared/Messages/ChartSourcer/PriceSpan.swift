import Model

/// A time in which a symbol's price is looked at, in candles of one timeframe.
package struct PriceSpan: Codable, Sendable, Equatable {
  package let symbol: Symbol
  package let timeframe: Timeframe
  package let from: Timestamp
  /// Inclusive.
  package let to: Timestamp

  package init(symbol: Symbol, timeframe: Timeframe, from: Timestamp, to: Timestamp) {
    self.symbol = symbol
    self.timeframe = timeframe
    self.from = from
    self.to = to
  }
}

extension PriceSpan {
  /// Candles that have a part in the span, whether they are stored or not.
  package var candles: Int64 {
    let (first, last) = (timeframe.boundary(atOrBefore: from), timeframe.boundary(atOrBefore: to))
    return last < first ? 0 : (last - first).wholeNanoseconds / timeframe.duration.wholeNanoseconds + 1
  }
}
