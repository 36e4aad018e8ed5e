import Model
import TradingRules

/// Numbers and times as a chart shows them.
enum ChartText {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The fraction digits that the recent prices use, bounded so that a label stays readable.
  static func decimals(_ candles: [Candle]) -> Int {
    guard let last = candles.last?.close else { return 0 }
    let prices = candles.suffix(20).flatMap { [$0.open, $0.high, $0.low, $0.close] }
    let wholeDigits = last.text(decimals: 0).utf8.count
    let bound = last < 1 ? 8 : max(2, 7 - wholeDigits)
    var factor = 1.0
    for decimals in 0..<bound {
      if prices.allSatisfy({ abs(($0 * factor).rounded() - $0 * factor) <= max(1e-9, $0 * factor * 1e-12) }) { return decimals }
      factor *= 10
    }
    return bound
  }

  /// `2026-04-30 12:00 UTC`, with seconds when they matter.
  static func moment(_ time: Timestamp) -> String {
    let text = Array(time.description)
    let seconds = String(text[17..<19])
    return String(text[0..<10]) + " " + String(text[11..<16]) + (seconds == "00" ? "" : ":\(seconds)") + " UTC"
  }

  /// `Apr 30` at midnight, else `12:00`, with seconds when they matter.
  static func tick(_ time: Timestamp) -> String {
    let text = Array(time.description)
    let clock = String(text[11..<19])
    if clock == "00:00:00", let month = Int(String(text[5..<7])), months.indices.contains(month - 1) {
      return "\(months[month - 1]) \(Int(String(text[8..<10])) ?? 0)"
    }
    return clock.hasSuffix(":00") ? String(clock.prefix(5)) : clock
  }

  /// `950`, `12.3K`, `4.56M`.
  static func volume(_ value: Double) -> String {
    for (unit, suffix) in [(1e9, "B"), (1e6, "M"), (1e3, "K")] where value >= unit {
      let scaled = value / unit
      return scaled.text(decimals: scaled < 10 ? 2 : 1) + suffix
    }
    return value.text(decimals: value < 10 ? 2 : value < 100 ? 1 : 0)
  }
}
