import Database
import Model

/// Deletes old cycles and pictures, never those of a trade.
struct PruningStorage {
  let transaction: Transaction

  /// Keeps the newest `count` pictures, and every picture of a candle on whose analysis a trade was opened, in whatever cycle.
  /// - Returns: whether there may be more to delete.
  func pruneImages(keeping count: Int, limit: Int) throws -> Bool {
    try transaction.execute(
      """
      DELETE FROM images WHERE hash IN (
        SELECT hash FROM images WHERE created_at < (SELECT created_at FROM images ORDER BY created_at DESC OFFSET $1::int LIMIT 1)
        AND NOT EXISTS (
          SELECT 1 FROM charts JOIN cycles AS drawn USING (cycle_id)
          JOIN cycles AS traded ON traded.timeframe = drawn.timeframe AND traded.candle_close = drawn.candle_close
          JOIN cycle_signals ON cycle_signals.cycle_id = traded.cycle_id AND cycle_signals.symbol = charts.symbol
          WHERE charts.image_hash = images.hash AND cycle_signals.ended_as = 'opened')
        ORDER BY created_at LIMIT $2::int)
      RETURNING hash
      """, count - 1, limit
    ).count == limit
  }

  /// A cycle stays while any cycle of its candle has opened a trade: the chart may be the other's.
  /// - Returns: whether there may be more to delete.
  func pruneCycles(before moment: Timestamp, limit: Int) throws -> Bool {
    let cycles = try transaction.execute(
      """
      SELECT cycle_id FROM cycles WHERE planned_at < $1::timestamptz AND status IN ('skipped', 'completed') AND NOT EXISTS (
        SELECT 1 FROM cycles AS traded JOIN cycle_signals USING (cycle_id)
        WHERE traded.timeframe = cycles.timeframe AND traded.candle_close = cycles.candle_close AND ended_as = 'opened')
      ORDER BY planned_at LIMIT $2::int
      """, moment, limit)
    for cycle in cycles {
      let id = try cycle.read("cycle_id", as: CycleID.self)
      for table in ["cycle_steps", "cycle_signals", "charts", "cycles"] {
        try transaction.execute("DELETE FROM \(table) WHERE cycle_id = $1::uuid", id)
      }
    }
    return cycles.count == limit
  }
}
