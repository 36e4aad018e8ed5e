import Database
import Messages
import Model

/// The tables `cycle_steps` and `cycle_signals`. Events of different producers arrive in any order: an end is never overwritten.
struct StoryStorage {
  let transaction: Transaction

  func apply(_ update: StoryUpdate) throws {
    for step in update.steps {
      try transaction.execute("INSERT INTO cycle_steps (cycle_id, step) VALUES ($1::uuid, $2::jsonb)", update.cycleID, JSONColumn(step))
    }
    if let state = update.state {
      for symbol in update.signals { try move(update.cycleID, symbol, state) }
    }
    if update.isRanked { try CycleStorage(transaction: transaction).markRanked(update.cycleID) }
  }

  private func move(_ cycleID: CycleID, _ symbol: Symbol, _ state: StoryUpdate.SignalState) throws {
    let wasProposed = state != .ranked && state != .declined
    try transaction.execute(
      """
      INSERT INTO cycle_signals (cycle_id, symbol, was_proposed, ended_as) VALUES ($1::uuid, $2, $3::boolean, $4)
      ON CONFLICT (cycle_id, symbol) DO UPDATE SET was_proposed = cycle_signals.was_proposed OR excluded.was_proposed,
        ended_as = coalesce(cycle_signals.ended_as, excluded.ended_as)
      """, cycleID, symbol, wasProposed, state.isEnd ? state.rawValue : nil)
  }

  /// Signals that have not ended.
  func unfinished(_ cycleID: CycleID) throws -> [Symbol] {
    try transaction.execute("SELECT symbol FROM cycle_signals WHERE cycle_id = $1::uuid AND ended_as IS NULL ORDER BY symbol", cycleID)
      .map { try $0.read("symbol") }
  }

  func steps(_ cycleID: CycleID) throws -> [CycleStep] {
    try transaction.execute("SELECT step FROM cycle_steps WHERE cycle_id = $1::uuid ORDER BY id", cycleID)
      .map { try $0.read("step", as: JSONColumn<CycleStep>.self).value }
  }

  func counts(_ cycleID: CycleID) throws -> (proposals: Int, trades: Int) {
    let row = try transaction.execute(
      """
      SELECT count(*) FILTER (WHERE was_proposed) AS proposals, count(*) FILTER (WHERE ended_as = 'opened') AS trades
      FROM cycle_signals WHERE cycle_id = $1::uuid
      """, cycleID
    ).first
    return (try row?.read("proposals") ?? 0, try row?.read("trades") ?? 0)
  }

  /// - Parameter cycleID: nil: the latest of all timeframes.
  func reports(_ cycleID: CycleID?, limit: Int) throws -> [CycleReport] {
    try transaction.execute(
      """
      SELECT cycle_id, timeframe, candle_close, status, reason, ends_at FROM cycles WHERE $1::uuid IS NULL OR cycle_id = $1::uuid
      ORDER BY planned_at DESC LIMIT $2::int
      """, cycleID, limit
    ).map(report)
  }

  /// The latest of one timeframe, found by its index: beside a cycle each five seconds those of a day are far apart.
  /// - Parameter candleClose: nil: of all candles.
  func reports(_ timeframe: Timeframe, _ candleClose: Timestamp?, limit: Int) throws -> [CycleReport] {
    try transaction.execute(
      """
      SELECT cycle_id, timeframe, candle_close, status, reason, ends_at FROM cycles
      WHERE timeframe = $1 AND ($2::timestamptz IS NULL OR candle_close = $2::timestamptz)
      ORDER BY candle_close DESC, planned_at DESC LIMIT $3::int
      """, timeframe, candleClose, limit
    ).map(report)
  }

  private func report(_ row: Row) throws -> CycleReport {
    let id = try row.read("cycle_id", as: CycleID.self)
    let (proposals, trades) = try counts(id)
    return CycleReport(
      cycleID: id, timeframe: try row.read("timeframe"), candleClose: try row.read("candle_close"), status: try row.read("status"),
      reason: try row.readOptional("reason"), endsAt: try row.read("ends_at"), steps: try steps(id), proposals: proposals,
      tradesExecuted: trades)
  }
}
