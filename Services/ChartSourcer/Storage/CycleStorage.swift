import Database
import Messages
import Model

extension CycleReport.Status: DatabaseValue {}

/// The table `cycles`.
struct CycleStorage {
  let transaction: Transaction

  /// - Returns: false when the timeframe's boundary has a cycle already.
  func plan(_ plan: CyclePlan, isManual: Bool, status: CycleReport.Status = .planned, reason: String? = nil) throws -> Bool {
    try transaction.exists(
      """
      INSERT INTO cycles (cycle_id, timeframe, boundary, candle_close, symbols, analysis_by, approve_by, ends_at, is_manual, status, reason, planned_at)
      VALUES ($1::uuid, $2, $3::timestamptz, $4::timestamptz, $5::jsonb, $6::timestamptz, $7::timestamptz, $8::timestamptz, $9::boolean, $10, $11,
        $12::timestamptz)
      ON CONFLICT (timeframe, boundary) DO NOTHING RETURNING cycle_id
      """, plan.cycleID, plan.timeframe, plan.boundary, plan.candleClose, JSONColumn(plan.symbols), plan.analysisBy, plan.approveBy,
      plan.endsAt, isManual, status, reason, transaction.now)
  }

  /// - Parameter moment: boundaries after it were decided before the clock was set back; they say nothing about those before it.
  func lastClockBoundary(_ timeframe: Timeframe, notAfter moment: Timestamp) throws -> Timestamp? {
    try transaction.execute(
      "SELECT max(boundary) AS last FROM cycles WHERE timeframe = $1 AND NOT is_manual AND boundary <= $2::timestamptz", timeframe, moment
    ).first?.readOptional("last")
  }

  func nextPlanned() throws -> CyclePlan? {
    try transaction.execute("SELECT * FROM cycles WHERE status = 'planned' ORDER BY analysis_by LIMIT 1").first.map(Self.plan)
  }

  /// - Returns: false when the cycle is not planned any more.
  func start(_ cycleID: CycleID) throws -> Bool {
    try transaction.exists(
      "UPDATE cycles SET status = 'started' WHERE cycle_id = $1::uuid AND status = 'planned' RETURNING cycle_id", cycleID)
  }

  func skip(_ cycleID: CycleID, reason: String) throws -> Bool {
    try transaction.exists(
      """
      UPDATE cycles SET status = 'skipped', reason = $2, ended_at = $3::timestamptz WHERE cycle_id = $1::uuid AND status = 'planned'
      RETURNING cycle_id
      """, cycleID, reason, transaction.now)
  }

  func markRanked(_ cycleID: CycleID) throws {
    try transaction.execute("UPDATE cycles SET ranked_at = $2::timestamptz WHERE cycle_id = $1::uuid", cycleID, transaction.now)
  }

  /// A started cycle whose time is up, or that began before the clock was set back, or all of whose signals have ended.
  func nextFinished() throws -> CyclePlan? {
    try transaction.execute(
      """
      SELECT * FROM cycles WHERE status = 'started' AND (ends_at <= $1::timestamptz OR boundary > $2::timestamptz OR (ranked_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM cycle_signals WHERE cycle_signals.cycle_id = cycles.cycle_id AND ended_as IS NULL)))
      ORDER BY ends_at LIMIT 1 FOR UPDATE
      """, transaction.now, transaction.now + TimeWindow.tolerance
    ).first.map(Self.plan)
  }

  func complete(_ cycleID: CycleID) throws {
    try transaction.execute(
      "UPDATE cycles SET status = 'completed', ended_at = $2::timestamptz WHERE cycle_id = $1::uuid", cycleID, transaction.now)
  }

  func nextEnd() throws -> Timestamp? {
    try transaction.execute("SELECT min(ends_at) AS next FROM cycles WHERE status = 'started'").first?.readOptional("next")
  }

  private static func plan(_ row: Row) throws -> CyclePlan {
    let start = try row.read("boundary", as: Timestamp.self)
    return CyclePlan(
      cycleID: try row.read("cycle_id"), timeframe: try row.read("timeframe"), start: start,
      symbols: try row.read("symbols", as: JSONColumn<[Symbol]>.self).value)
  }
}
