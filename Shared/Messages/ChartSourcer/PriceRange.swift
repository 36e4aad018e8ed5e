/// How far the price went in a ``PriceSpan``, as far as candles are stored.
package struct PriceRange: Codable, Sendable, Equatable {
  /// Stored candles that have a part in the span; fewer than ``PriceSpan/candles`` when some are missing.
  package let candles: Int64
  /// nil without a candle.
  package let low: Double?
  package let high: Double?

  package init(candles: Int64, low: Double? = nil, high: Double? = nil) {
    self.candles = candles
    self.low = low
    self.high = high
  }
}
