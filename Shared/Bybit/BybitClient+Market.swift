import HTTPClient
import Model

/// Public data. Every `deadline` bounds the whole call with its repetitions; nil is the configured timeout from now on.
extension BybitClient {
  /// Also corrects the clock offset.
  package func serverTime(by deadline: Timestamp? = nil) async throws(BybitError) -> Timestamp {
    try await perform(.read("/v5/market/time", .market), by: deadline).serverTime()
  }

  /// Whether the server says of itself that it is a paper exchange (`X-Paper-Exchange`).
  package func identify(by deadline: Timestamp? = nil) async throws(BybitError) -> Bool {
    try await perform(.read("/v5/market/time", .market), by: deadline).isPaper
  }

  /// Closed candles, ascending; at most `limit`, which may be 1 to 1000 and counts the still-open one. `start` and `end` are inclusive and
  /// refer to the opening time.
  /// - Throws: `malformedReply` naming the symbol when a number cannot be real.
  package func klines(
    _ symbol: Symbol, _ timeframe: Timeframe, start: Timestamp? = nil, end: Timestamp? = nil, limit: Int = 200,
    by deadline: Timestamp? = nil
  ) async throws(BybitError) -> [Candle] {
    var query = RequestQuery.linear
    query.add("symbol", symbol.description)
    query.add("interval", timeframe.bybitInterval)
    query.add("start", start.map { String($0.milliseconds) })
    query.add("end", end.map { String($0.milliseconds) })
    query.add("limit", String(min(max(limit, 1), 1000)))
    return try Candle.closed(try await perform(.read("/v5/market/kline", query, .market), by: deadline), symbol, timeframe)
  }

  /// Closed candles that open within the range, both ends included, ascending, over as many pages as it takes.
  package func klines(
    _ symbol: Symbol, _ timeframe: Timeframe, in range: ClosedRange<Timestamp>, by deadline: Timestamp? = nil
  ) async throws(BybitError) -> [Candle] {
    let deadline = resolved(deadline)
    var candles: [Candle] = []
    var start = timeframe.boundary(atOrBefore: range.lowerBound)
    if start < range.lowerBound { start = start + timeframe.duration }
    while start <= range.upperBound, start <= estimatedServerTime {
      let end = min(start + timeframe.duration * 999, range.upperBound)
      // The server may give more than was asked for; pages must not overlap.
      candles += try await klines(symbol, timeframe, start: start, end: end, limit: 1000, by: deadline)
        .filter { (start...end).contains($0.openTime) }
      start = start + timeframe.duration * 1000
    }
    return candles
  }

  package func ticker(_ symbol: Symbol, by deadline: Timestamp? = nil) async throws(BybitError) -> Ticker {
    let found = try await tickers(symbol, by: deadline)
    guard let ticker = found.first(where: { $0.symbol == symbol }) else {
      throw BybitError(.malformedReply, "\(symbol): no ticker in the reply", endpoint: "/v5/market/tickers")
    }
    return ticker
  }

  /// Of every perpetual that has a price; one that is unreadable fails all.
  package func tickers(by deadline: Timestamp? = nil) async throws(BybitError) -> [Ticker] { try await tickers(nil, by: deadline) }

  private func tickers(_ symbol: Symbol?, by deadline: Timestamp?) async throws(BybitError) -> [Ticker] {
    var query = RequestQuery.linear
    query.add("symbol", symbol?.description)
    let envelope = try await perform(.read("/v5/market/tickers", query, .market), by: deadline)
    let time = try envelope.serverTime()
    let rows = try envelope.result.rows("list")
    // Contracts before their launch have no price.
    let priced = rows.filter { !($0.optionalText("symbol") ?? "").contains("-") && (symbol != nil || $0.optionalText("lastPrice") != nil) }
    return try priced.decoded { row throws(BybitError) in try Ticker(row, at: time) }
  }

  /// The tradable USDT perpetuals, or the one that is named; empty when it is not traded.
  package func instruments(_ symbol: Symbol? = nil, by deadline: Timestamp? = nil) async throws(BybitError) -> [Instrument] {
    var query = RequestQuery.linear
    query.add("symbol", symbol?.description)
    let rows = try await allPages("/v5/market/instruments-info", query, limit: 1000, .market, by: resolved(deadline))
    return try rows.decoded { row throws(BybitError) in try Instrument.tradable(row) }.compactMap { $0 }
  }
}
