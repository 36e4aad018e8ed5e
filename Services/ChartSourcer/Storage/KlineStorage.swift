import Database
import Model

/// The table `klines`: closed candles, each stored once.
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
    return try rows.reversed().map { row in
      Candle(
        openTime: try row.read("open_time"), open: try row.read("open"), high: try row.read("high"), low: try row.read("low"),
        close: try row.read("close"), volume: try row.read("volume"))
    }
  }
}
