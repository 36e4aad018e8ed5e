import Database
import Messages
import Model

/// The table `jobs`: charts that wait for an analysis, claimed with a lease so that several analyzers share them.
struct JobStorage {
  let transaction: Transaction

  /// Renewed while an analysis is made; a worker that dies holds its job back for this long at most.
  static let lease = Duration.seconds(10)

  func add(_ chart: ChartCaptured, _ causedBy: EventID, analysisBy: Timestamp, state: String = "pending") throws {
    try transaction.execute(
      """
      INSERT INTO jobs (cycle_id, symbol, chart, cause_event, analysis_by, state, received_at, ended_at)
      VALUES ($1::uuid, $2, $3::jsonb, $4::uuid, $5::timestamptz, $6, $7::timestamptz, CASE WHEN $6 <> 'pending' THEN $7::timestamptz END)
      """, chart.cycleID, chart.symbol, JSONColumn(chart), causedBy, analysisBy, state, transaction.now)
  }

  /// A claim that lasts longer than any can was made before the clock was set back.
  func claim(by instance: String) throws -> AnalysisJob? {
    try transaction.execute(
      """
      UPDATE jobs SET claimed_by = $1, claimed_until = $2::timestamptz, tries = tries + 1
      WHERE (cycle_id, symbol) = (
        SELECT cycle_id, symbol FROM jobs
        WHERE state = 'pending' AND (claimed_until IS NULL OR claimed_until < $3::timestamptz OR claimed_until > $4::timestamptz)
        ORDER BY received_at, symbol LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING chart, cause_event, analysis_by, tries
      """, instance, transaction.now + Self.lease, transaction.now, transaction.now + Self.lease + TimeWindow.tolerance
    ).first.map { row in
      AnalysisJob(
        chart: try row.read("chart", as: JSONColumn<ChartCaptured>.self).value, causedBy: try row.read("cause_event"),
        analysisBy: try row.read("analysis_by"), tries: try row.read("tries"))
    }
  }

  /// - Returns: false when somebody else has taken the job over or ended it.
  func end(_ job: AnalysisJob, by instance: String, state: String) throws -> Bool {
    try transaction.exists(
      """
      UPDATE jobs SET state = $4, ended_at = $5::timestamptz WHERE cycle_id = $1::uuid AND symbol = $2 AND claimed_by = $3 AND state = 'pending'
      RETURNING symbol
      """, job.chart.cycleID, job.chart.symbol, instance, state, transaction.now)
  }

  /// - Returns: false when the job has ended or somebody else holds it.
  func renew(_ job: AnalysisJob, by instance: String) throws -> Bool {
    try transaction.exists(
      """
      UPDATE jobs SET claimed_until = $4::timestamptz WHERE cycle_id = $1::uuid AND symbol = $2 AND claimed_by = $3 AND state = 'pending'
      RETURNING symbol
      """, job.chart.cycleID, job.chart.symbol, instance, transaction.now + Self.lease)
  }

  /// Free again, for whoever looks next.
  func release(_ job: AnalysisJob, by instance: String) throws {
    try transaction.execute(
      """
      UPDATE jobs SET claimed_by = NULL, claimed_until = NULL
      WHERE cycle_id = $1::uuid AND symbol = $2 AND claimed_by = $3 AND state = 'pending'
      """, job.chart.cycleID, job.chart.symbol, instance)
  }

  /// What an earlier process of the same name held is free again.
  func releaseClaims(of instance: String) throws {
    try transaction.execute(
      "UPDATE jobs SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by = $1 AND state = 'pending'", instance)
  }

  /// Deletes jobs that ended before a moment. - Returns: whether there may be more to delete.
  func prune(endedBefore moment: Timestamp, limit: Int = 1000) throws -> Bool {
    try transaction.execute(
      """
      DELETE FROM jobs WHERE (cycle_id, symbol) IN (
        SELECT cycle_id, symbol FROM jobs WHERE ended_at < $1::timestamptz ORDER BY ended_at LIMIT $2::int)
      RETURNING symbol
      """, moment, limit
    ).count == limit
  }
}
