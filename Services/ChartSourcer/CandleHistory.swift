import Bybit
import Database
import Exchange
import Model

/// Closed candles up to a moment: what is stored is not fetched again.
struct CandleHistory: Sendable {
  let database: Database
  let exchange: VerifiedExchange

  /// Enough for 200 drawn candles and for EMA50 to forget its seed.
  static let count = 300

  /// - Returns: up to 300 candles, ascending, the last one closing at `close`; or fewer and older ones while the exchange has not closed it yet.
  /// - Throws: ``MalformedCandles``; ``BybitError`` while the exchange cannot be reached.
  func candles(_ symbol: Symbol, _ timeframe: Timeframe, closingAt close: Timestamp) async throws -> [Candle] {
    let stored = try await load(symbol, timeframe, close)
    let lastOpen = close - timeframe.duration
    // A whole, gapless window needs its new end only; anything else is fetched anew.
    var start = close - timeframe.duration * Self.count
    if let first = stored.first, let last = stored.last, last.openTime - first.openTime == timeframe.duration * (Self.count - 1) {
      start = max(start, last.openTime + timeframe.duration)
    }
    guard start <= lastOpen else { return stored }
    let fetched = try await fetch(symbol, timeframe, start...lastOpen)
    try await database.transaction { try KlineStorage(transaction: $0).add(fetched, symbol, timeframe) }
    return try await load(symbol, timeframe, close)
  }

  /// - Throws: ``MalformedCandles`` for a reply that stays unreadable; other errors pass by themselves and are waited for.
  private func fetch(_ symbol: Symbol, _ timeframe: Timeframe, _ range: ClosedRange<Timestamp>) async throws -> [Candle] {
    do {
      return try await exchange.verified().klines(symbol, timeframe, in: range)
    } catch let error as BybitError where error.kind == .malformedReply {
      throw MalformedCandles(error.message)
    }
  }

  private func load(_ symbol: Symbol, _ timeframe: Timeframe, _ close: Timestamp) async throws -> [Candle] {
    try await database.transaction {
      try KlineStorage(transaction: $0).candles(symbol, timeframe, closedBy: close, limit: Self.count)
    }
  }
}
