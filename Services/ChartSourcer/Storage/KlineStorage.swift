import Database
import Messages
import Model

/// The tables `klines` (closed candles, each stored once) and `kline_histories`.
struct KlineStorage {
  let transaction: Transaction

  private struct StoredCandle: Codable, Sendable {
    let t: String
    let o: Double
    let h: Double
    let l: Double
    let c: Double
    let v: Double
  }

  func add(_ candles: [Candle], _ symbol: Symbol, _ timeframe: Timeframe) throws {
    guard !candles.isEmpty else { return }
    let rows = candles.map {
      StoredCandle(t: $0.openTime.description, o: $0.open, h: $0.high, l: $0.low, c: $0.close, v: $0.volume)
    }
    try transaction.execute(
      """
      INSERT INTO klines (symbol, timeframe, open_time, open, high, low, close, volume)
      SELECT $1, $2, t, o, h, l, c, v FROM jsonb_to_recordset($3::jsonb) AS k(
        t TIMESTAMPTZ, o DOUBLE PRECISION, h DOUBLE PRECISION, l DOUBLE PRECISION, c DOUBLE PRECISION, v DOUBLE PRECISION)
      ON CONFLICT DO NOTHING
      """, symbol, timeframe, JSONColumn(rows))
  }

  /// The newest `limit` candles that close at or before a moment, ascending.
  func candles(_ symbol: Symbol, _ timeframe: Timeframe, closedBy moment: Timestamp, limit: Int) throws -> [Candle] {
    let rows = try transaction.execute(
      """
      SELECT open_time, open, high, low, close, volume FROM klines WHERE symbol = $1 AND timeframe = $2 AND open_time <= $3::timestamptz
      ORDER BY open_time DESC LIMIT $4::int
      """, symbol, timeframe, moment - timeframe.duration, limit)
    return try rows.reversed().map(Self.candle)
  }

  /// By opening time, both ends included, ascending.
  func candles(_ symbol: Symbol, _ timeframe: Timeframe, in opens: ClosedRange<Timestamp>) throws -> [Candle] {
    try transaction.execute(
      """
      SELECT open_time, open, high, low, close, volume FROM klines
      WHERE symbol = $1 AND timeframe = $2 AND open_time BETWEEN $3::timestamptz AND $4::timestamptz ORDER BY open_time
      """, symbol, timeframe, opens.lowerBound, opens.upperBound
    ).map(Self.candle)
  }

  private struct StoredSpan: Codable, Sendable {
    let n: Int
    let symbol: Symbol
    let timeframe: Timeframe
    /// The last opening time that is too early, and the last that counts.
    let after: String
    let until: String
  }

  /// One for each span, in their order.
  func ranges(_ spans: [PriceSpan]) throws -> [PriceRange] {
    let rows = spans.enumerated().map { number, span in
      StoredSpan(
        n: number, symbol: span.symbol, timeframe: span.timeframe, after: (span.from - span.timeframe.duration).description,
        until: span.to.description)
    }
    return try transaction.execute(
      """
      SELECT count(k.open_time) AS candles, min(k.low) AS low, max(k.high) AS high
      FROM jsonb_to_recordset($1::jsonb) AS s(n INT, symbol TEXT, timeframe TEXT, after TIMESTAMPTZ, until TIMESTAMPTZ)
      LEFT JOIN klines k ON k.symbol = s.symbol AND k.timeframe = s.timeframe AND k.open_time > s.after AND k.open_time <= s.until
      GROUP BY s.n ORDER BY s.n
      """, JSONColumn(rows)
    ).map { PriceRange(candles: try $0.read("candles"), low: try $0.readOptional("low"), high: try $0.readOptional("high")) }
  }

  /// From where on the exchange was asked for the stored history; nil without one.
  func askedFrom(_ symbol: Symbol, _ timeframe: Timeframe) throws -> Timestamp? {
    try transaction.execute("SELECT asked_from FROM kline_histories WHERE symbol = $1 AND timeframe = $2", symbol, timeframe)
      .first?.read("asked_from")
  }

  func setAskedFrom(_ moment: Timestamp, _ symbol: Symbol, _ timeframe: Timeframe) throws {
    try transaction.execute(
      """
      INSERT INTO kline_histories (symbol, timeframe, asked_from) VALUES ($1, $2, $3::timestamptz)
      ON CONFLICT (symbol, timeframe) DO UPDATE SET asked_from = excluded.asked_from
      """, symbol, timeframe, moment)
  }

  /// Drops a history that cannot be believed.
  func forget(_ symbol: Symbol, _ timeframe: Timeframe) throws {
    try transaction.execute("DELETE FROM klines WHERE symbol = $1 AND timeframe = $2", symbol, timeframe)
    try transaction.execute("DELETE FROM kline_histories WHERE symbol = $1 AND timeframe = $2", symbol, timeframe)
  }

  /// Keeps the newest `count` candles of each history.
  /// - Returns: whether there may be more to delete.
  func prune(keeping count: Int, limit: Int) throws -> Bool {
    let histories = try transaction.execute("SELECT symbol, timeframe FROM kline_histories")
    for history in histories {
      let deleted = try transaction.execute(
        """
        DELETE FROM klines WHERE (symbol, timeframe, open_time) IN (
          SELECT symbol, timeframe, open_time FROM klines WHERE symbol = $1 AND timeframe = $2 AND open_time < (
            SELECT open_time FROM klines WHERE symbol = $1 AND timeframe = $2 ORDER BY open_time DESC OFFSET $3::int LIMIT 1)
          ORDER BY open_time LIMIT $4::int)
        RETURNING symbol
        """, try history.read("symbol", as: Symbol.self), try history.read("timeframe", as: Timeframe.self), count - 1, limit)
      if deleted.count == limit { return true }
    }
    return false
  }

  private static func candle(_ row: Row) throws -> Candle {
    Candle(
      openTime: try row.read("open_time"), open: try row.read("open"), high: try row.read("high"), low: try row.read("low"),
      close: try row.read("close"), volume: try row.read("volume"))
  }
}
