import Model

/// The candles that a chart needs, by their opening times: which of them are missing, and whether what the exchange gave for those may be
/// believed. Pure.
struct KlineWindow: Sendable, Equatable {
  let timeframe: Timeframe
  /// Of the first and of the last candle.
  let opens: ClosedRange<Timestamp>

  /// The `count` candles up to the one that closes at `close`.
  init(_ timeframe: Timeframe, closingAt close: Timestamp, count: Int) {
    precondition(count > 0, "a window has at least one candle")
    self.timeframe = timeframe
    opens = (close - timeframe.duration * count)...(close - timeframe.duration)
  }

  /// What to ask the exchange for: each gap, widened by a stored neighbour on either side, so that every answer can be held against what is
  /// known already.
  /// - Parameter askedFrom: from where on the exchange was asked before. What it did not have then, older than the first stored candle, does
  ///   not exist (a young contract) and is not asked for again.
  func missing(stored: [Candle], askedFrom: Timestamp?) -> [ClosedRange<Timestamp>] {
    let known = Set(stored.map(\.openTime))
    var gaps: [ClosedRange<Timestamp>] = []
    var time = opens.lowerBound
    if let askedFrom, askedFrom <= opens.lowerBound, let first = stored.first { time = max(time, first.openTime) }
    while time <= opens.upperBound {
      if !known.contains(time) {
        if let last = gaps.last, last.upperBound + timeframe.duration == time {
          gaps[gaps.count - 1] = last.lowerBound...time
        } else {
          gaps.append(time...time)
        }
      }
      time = time + timeframe.duration
    }
    return gaps.reduce(into: []) { ranges, gap in
      let (before, after) = (gap.lowerBound - timeframe.duration, gap.upperBound + timeframe.duration)
      var range = (known.contains(before) ? before : gap.lowerBound)...(known.contains(after) ? after : gap.upperBound)
      // Two gaps with one candle between them share their neighbour: one question.
      if let last = ranges.last, last.upperBound >= range.lowerBound { range = ranges.removeLast().lowerBound...range.upperBound }
      ranges.append(range)
    }
  }

  /// Holds an answer against itself and against what is stored. A volume may differ: late reports change it, and no price follows from it.
  /// - Returns: the candles that are new, ascending.
  /// - Throws: ``KlineDefect`` naming the first candle that cannot be true.
  func verified(_ fetched: [Candle], against stored: [Candle]) throws(KlineDefect) -> [Candle] {
    let known = Dictionary(stored.map { ($0.openTime, $0) }) { first, _ in first }
    var added: [Candle] = []
    for (index, candle) in fetched.enumerated() {
      if index > 0, fetched[index - 1].openTime >= candle.openTime {
        let what = fetched[index - 1].openTime == candle.openTime ? "comes twice" : "comes after \(fetched[index - 1].openTime)"
        throw KlineDefect(.malformedCandles, "candle \(candle.openTime) \(what)")
      }
      guard opens.contains(candle.openTime) else {
        let what = candle.openTime > opens.upperBound ? "has not closed yet" : "was not asked for"
        throw KlineDefect(.malformedCandles, "candle \(candle.openTime) \(what)")
      }
      guard let earlier = known[candle.openTime] else {
        added.append(candle)
        continue
      }
      guard earlier.hasPrices(of: candle) else {
        throw KlineDefect(
          .contradiction,
          "the exchange gave candle \(candle.openTime) as \(earlier.prices) before and as \(candle.prices) now: its history is downloaded anew"
        )
      }
    }
    let all = (stored + added).sorted { $0.openTime < $1.openTime }
    for (earlier, later) in zip(all, all.dropFirst()) where earlier.openTime + timeframe.duration < later.openTime {
      throw KlineDefect(.hole, "the exchange has no candle between \(earlier.openTime) and \(later.openTime) at \(timeframe.rawValue)")
    }
    do throws(MalformedCandles) { try all.validate(timeframe) } catch { throw KlineDefect(.malformedCandles, error.description) }
    return added
  }
}

extension Candle {
  fileprivate func hasPrices(of other: Candle) -> Bool {
    open == other.open && high == other.high && low == other.low && close == other.close
  }

  fileprivate var prices: String { "\(open)/\(high)/\(low)/\(close)" }
}
