import Model

extension Candle {
  /// `[start, open, high, low, close, volume, turnover]`, all strings.
  init(_ value: JSONValue, _ symbol: Symbol, endpoint: String) throws(BybitError) {
    func malformed(_ reason: String) -> BybitError { BybitError(.malformedReply, "\(symbol): candle \(reason)", endpoint: endpoint) }
    guard case .array(let values) = value, values.count >= 6 else { throw malformed("is not a row of seven") }
    guard let start = values[0].text.flatMap({ Int64($0) }), (0..<10_000_000_000_000).contains(start) else {
      throw malformed("has no start time")
    }
    var numbers: [Double] = []
    for value in values[1...5] {
      guard let number = value.text.flatMap({ PlainNumber.parse($0) }) else {
        throw malformed("\(start) has '\((value.text ?? "").prefix(40))' for a number")
      }
      numbers.append(number)
    }
    self.init(
      openTime: Timestamp(milliseconds: start), open: numbers[0], high: numbers[1], low: numbers[2], close: numbers[3], volume: numbers[4])
    if let defect { throw malformed("\(start): \(defect)") }
  }

  /// Closed candles, ascending: the exchange sends the newest first and includes the open one.
  static func closed(_ envelope: ReplyEnvelope, _ symbol: Symbol, _ timeframe: Timeframe) throws(BybitError) -> [Candle] {
    let now = try envelope.serverTime()
    var candles: [Candle] = []
    for value in try envelope.result.list("list") { candles.append(try Candle(value, symbol, endpoint: envelope.endpoint)) }
    candles.sort { $0.openTime < $1.openTime }
    for (earlier, later) in zip(candles, candles.dropFirst()) where earlier.openTime == later.openTime {
      throw BybitError(.malformedReply, "\(symbol): candle \(later.openTime) comes twice", endpoint: envelope.endpoint)
    }
    return candles.filter { $0.openTime + timeframe.duration <= now }
  }
}
