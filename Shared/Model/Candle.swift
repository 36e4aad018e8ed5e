/// One candle. Prices and volume are Double: charts, indicators and rules compute in Double (DESIGN §3).
package struct Candle: Hashable, Codable, Sendable {
  package let openTime: Timestamp
  package let open: Double
  package let high: Double
  package let low: Double
  package let close: Double
  /// In the base coin.
  package let volume: Double

  package init(openTime: Timestamp, open: Double, high: Double, low: Double, close: Double, volume: Double) {
    self.openTime = openTime
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }

  /// Why a candle cannot be real; nil when it can.
  package var defect: String? {
    let values = [open, high, low, close, volume]
    guard values.allSatisfy(\.isFinite) else { return "a value is not a finite number" }
    guard low > 0 else { return "low \(low) is not positive" }
    guard high >= max(open, close), low <= min(open, close) else { return "open or close lies outside low \(low) and high \(high)" }
    guard volume >= 0 else { return "volume \(volume) is negative" }
    return nil
  }
}

/// A list of candles that no decision may rest on.
package struct MalformedCandles: Error, Equatable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

extension [Candle] {
  /// Checks that the candles are real, ascending and without gaps.
  /// - Throws: ``MalformedCandles`` naming the first bad candle.
  package func validate(_ timeframe: Timeframe) throws(MalformedCandles) {
    for (index, candle) in enumerated() {
      if let defect = candle.defect { throw MalformedCandles("candle \(candle.openTime): \(defect)") }
      guard candle.openTime == timeframe.boundary(atOrBefore: candle.openTime) else {
        throw MalformedCandles("candle \(candle.openTime) does not start on a \(timeframe.rawValue) boundary")
      }
      if index > 0, self[index - 1].openTime + timeframe.duration != candle.openTime {
        throw MalformedCandles("candle \(candle.openTime) does not follow \(self[index - 1].openTime) at \(timeframe.rawValue)")
      }
    }
  }
}
