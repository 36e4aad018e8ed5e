/// Why a downloaded history cannot be believed. The reason goes into `chart.failed`.
struct KlineDefect: Error, Equatable, CustomStringConvertible {
  enum Reason: String, Sendable {
    case malformedCandles
    /// A candle is missing between two others.
    case hole
    /// The exchange gave other prices for the same candle before.
    case contradiction
  }

  let reason: Reason
  let description: String

  init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}
