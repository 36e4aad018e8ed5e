import Model

/// How the price travels inside one candle.
struct CandlePath {
  /// Start, the two turning points, and the last millisecond of the candle.
  let times: [Int64]
  private let corners: [Int64]

  init(_ candle: TickCandle, start: Int64, length: Int64) {
    times = [start, start + length / 3, start + length * 2 / 3, start + length - 1]
    corners =
      candle.close >= candle.open
      ? [candle.open, candle.low, candle.high, candle.close] : [candle.open, candle.high, candle.low, candle.close]
  }

  /// Three spans of time, each with a monotone price.
  var pieces: [ClosedRange<Int64>] { [times[0]...times[1], times[1] + 1...times[2], times[2] + 1...times[3]] }

  /// Linear between the corners, rounded to the nearest tick. - Precondition: `time` lies in the candle.
  func ticks(at time: Int64) -> Int64 {
    let piece = time <= times[1] ? 0 : time <= times[2] ? 1 : 2
    let span = times[piece + 1] - times[piece]
    let rise = corners[piece + 1] - corners[piece]
    return corners[piece] + (2 * rise * (time - times[piece]) + span).floorDivided(by: 2 * span)
  }
}
