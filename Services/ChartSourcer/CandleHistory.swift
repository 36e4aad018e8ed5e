import Bybit
import Database
import Exchange
import Model

/// Closed candles up to a moment. The history is downloaded once and verified; afterwards only what is missing is fetched, together with a
/// stored candle beside it that must come out the same.
struct CandleHistory: Sendable {
  let database: Database
  let exchange: VerifiedExchange

  /// Enough for 200 drawn candles and for EMA50 to forget its seed.
  static let count = 300

  /// - Returns: up to 300 candles without a gap, ascending, the last one closing at `close`; or fewer and older ones while the exchange has not closed it yet.
  /// - Throws: ``KlineDefect``; ``BybitError`` while the exchange cannot be reached.
  func candles(_ symbol: Symbol, _ timeframe: Timeframe, closingAt close: Timestamp) async throws -> [Candle] {
    let window = KlineWindow(timeframe, closingAt: close, count: Self.count)
    let (stored, askedFrom) = try await database.transaction { transaction in
      let storage = KlineStorage(transaction: transaction)
      return (try storage.candles(symbol, timeframe, in: window.opens), try storage.askedFrom(symbol, timeframe))
    }
    let missing = window.missing(stored: stored, askedFrom: askedFrom)
    guard !missing.isEmpty else { return stored }
    var fetched: [Candle] = []
    for range in missing { fetched += try await fetch(symbol, timeframe, range) }
    let added: [Candle]
    do {
      added = try window.verified(fetched, against: stored)
    } catch {
      // One of the two answers is wrong, and nobody knows which: the next cycle begins with a new download.
      if error.reason == .contradiction {
        try await database.transaction { try KlineStorage(transaction: $0).forget(symbol, timeframe) }
      }
      throw error
    }
    guard !added.isEmpty else { return stored }
    try await database.transaction { transaction in
      let storage = KlineStorage(transaction: transaction)
      try storage.add(added, symbol, timeframe)
      let start = stored.isEmpty ? window.opens.lowerBound : min(askedFrom ?? window.opens.lowerBound, window.opens.lowerBound)
      if start != askedFrom { try storage.setAskedFrom(start, symbol, timeframe) }
    }
    return (stored + added).sorted { $0.openTime < $1.openTime }
  }

  /// - Throws: ``KlineDefect`` for a reply that stays unreadable; other errors pass by themselves and are waited for.
  private func fetch(_ symbol: Symbol, _ timeframe: Timeframe, _ range: ClosedRange<Timestamp>) async throws -> [Candle] {
    do {
      return try await exchange.verified().klines(symbol, timeframe, in: range)
    } catch let error as BybitError where error.kind == .malformedReply {
      throw KlineDefect(.malformedCandles, error.message)
    }
  }
}
