import Model

/// A candle as a stream shows it, once or more often a minute while it is open.
package struct StreamCandle: Sendable, Equatable {
  package let symbol: Symbol
  /// The exchange's name of the candle length: `1`, `60`, `D`.
  package let interval: String
  package let candle: Candle
  /// The candle is final.
  package let isClosed: Bool
}

extension StreamCandle {
  /// - Parameter topic: `kline.{interval}.{symbol}`.
  init(_ row: ReplyRow, topic: String) throws(BybitError) {
    let parts = topic.split(separator: ".")
    guard parts.count == 3, let symbol = Symbol(String(parts[2])) else { throw row.malformed("topic") }
    guard let start = row.integer("start"), (0..<10_000_000_000_000).contains(start) else { throw row.malformed("start") }
    var numbers: [Double] = []
    for field in ["open", "high", "low", "close", "volume"] {
      guard let number = try row.optionalNumber(field) else { throw row.malformed(field) }
      numbers.append(number)
    }
    let candle = Candle(
      openTime: Timestamp(milliseconds: start), open: numbers[0], high: numbers[1], low: numbers[2], close: numbers[3], volume: numbers[4])
    if let defect = candle.defect { throw BybitError(.malformedReply, "\(symbol): candle \(start): \(defect)", endpoint: topic) }
    self.init(symbol: symbol, interval: String(parts[1]), candle: candle, isClosed: row.flag("confirm"))
  }
}
