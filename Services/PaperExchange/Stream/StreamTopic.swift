import Model

/// What a connection can subscribe to.
enum StreamTopic: Hashable, Sendable {
  case ticker(Symbol)
  case candle(CandleInterval, name: String, Symbol)
  case book(depth: Int, Symbol)
  case trades(Symbol)
  case privateRows(PrivateRows)

  enum PrivateRows: String, Sendable { case order, execution, position, wallet }

  /// - Returns: nil if the endpoint has no such topic.
  init?(_ text: String, _ kind: StreamKind, _ market: Market) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if kind == .privateAll {
      guard parts.count == 1 || (parts.count == 2 && parts[1] == "linear" && parts[0] != "wallet"),
        let rows = PrivateRows(rawValue: parts[0])
      else { return nil }
      self = .privateRows(rows)
      return
    }
    guard let symbol = parts.last.flatMap({ Symbol($0) }), market.contract(symbol) != nil else { return nil }
    switch (parts[0], parts.count) {
    case ("tickers", 2): self = .ticker(symbol)
    case ("publicTrade", 2): self = .trades(symbol)
    case ("kline", 3):
      do throws(Refusal) {
        self = .candle(try CandleInterval(parts[1], played: market.timeframe), name: parts[1], symbol)
      } catch {
        return nil
      }
    case ("orderbook", 3):
      guard let depth = Int(parts[1]), [1, 50, 200, 500, 1000].contains(depth) else { return nil }
      self = .book(depth: depth, symbol)
    default: return nil
    }
  }
}
