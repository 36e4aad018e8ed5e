import Model

/// How much of a ``ChartReading`` is invented: 0 when all of it is on the chart, 1 when none is. The mean over what was read.
package struct ReadingScore: Hashable, Codable, Sendable {
  /// One thing that was read, against what is there.
  package struct Part: Hashable, Codable, Sendable {
    package let name: String
    package let quoted: String
    package let actual: String
    /// 0 (right) to 1 (invented).
    package let error: Double
  }

  /// The candles that a chart shows; earlier ones only warm up its averages.
  package static let drawnCandles = 200
  /// A price that is off by this part of the drawn range counts as invented: a careful reader of the picture stays far below.
  package static let wholeError = 0.10
  package static let defaultLimit = 0.35

  /// Three decimals.
  package let value: Double
  package let parts: [Part]

  /// - Parameter candles: those that the chart was drawn from, ascending; not empty.
  package init(_ reading: ChartReading, symbol: Symbol, timeframe: Timeframe, candles: [Candle]) {
    let drawn = candles.suffix(Self.drawnCandles)
    let high = drawn.map(\.high).max() ?? .nan
    let low = drawn.map(\.low).min() ?? .nan
    let close = drawn.last?.close ?? .nan
    // A market that does not move still has a readable price.
    let unit = Self.wholeError * max(high - low, 0.01 * close)
    func price(_ name: String, _ quoted: Double, _ actual: Double) -> Part {
      let error = abs(quoted - actual) / unit
      return Part(name: name, quoted: quoted.priceText, actual: actual.priceText, error: Self.bounded(error))
    }
    func word(_ name: String, _ quoted: String, _ actual: String) -> Part {
      let isSame = quoted.trimmingSpaces.lowercased() == actual.lowercased()
      return Part(name: name, quoted: String(quoted.prefix(40)), actual: actual, error: isSame ? 0 : 1)
    }
    func level(_ quoted: Double) -> Part {
      let outside = max(low - quoted, quoted - high, 0)
      return Part(
        name: "level", quoted: quoted.priceText, actual: "\(low.priceText)…\(high.priceText)", error: Self.bounded(outside / unit))
    }
    parts =
      [
        word("symbol", reading.symbol, symbol.description), word("timeframe", reading.timeframe, timeframe.rawValue),
        price("last close", reading.lastClose, close), price("highest high", reading.highestHigh, high),
        price("lowest low", reading.lowestLow, low),
      ] + reading.keyLevels.map(level)
    value = (parts.map(\.error).reduce(0, +) / Double(parts.count) * 1000).rounded() / 1000
  }

  /// Passes when little enough is invented, and neither the market nor its last close is a wrong one: an analysis of another chart is none.
  package func outcome(limit: Double = ReadingScore.defaultLimit) -> CheckOutcome {
    let decisive = parts.first { ["symbol", "timeframe", "last close"].contains($0.name) && $0.error >= 1 }
    let passed = value <= limit && decisive == nil
    let worst = decisive ?? parts.max { $0.error < $1.error }
    let example = worst.map { ": \($0.name) read as \($0.quoted), it is \($0.actual)" } ?? ""
    return CheckOutcome(
      rule: .readingMatchesCandles, value: "hallucination score \(value.text(decimals: 3))", limit: "≤ \(limit.text(decimals: 3))",
      passed: passed,
      message: passed ? "what was read off the chart is there" : "what was read off the chart is not there\(example)")
  }

  /// NaN, of numbers that are none, counts as invented.
  private static func bounded(_ error: Double) -> Double { error < 1 ? error : 1 }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
