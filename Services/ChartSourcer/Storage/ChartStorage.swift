import Database
import FoundationEssentials
import Messages
import Model

/// The tables `charts` and `images`.
struct ChartStorage {
  let transaction: Transaction

  struct Pending: Sendable {
    let cycleID: CycleID
    let symbol: Symbol
    let timeframe: Timeframe
    let candleClose: Timestamp
    let analysisBy: Timestamp
  }

  func add(_ cycleID: CycleID, _ symbols: [Symbol]) throws {
    for symbol in symbols {
      try transaction.execute("INSERT INTO charts (cycle_id, symbol, state) VALUES ($1::uuid, $2, 'pending')", cycleID, symbol)
    }
  }

  func pending() throws -> [Pending] {
    try transaction.execute(
      """
      SELECT charts.cycle_id, symbol, timeframe, candle_close, analysis_by FROM charts JOIN cycles USING (cycle_id)
      WHERE state = 'pending' ORDER BY analysis_by, symbol
      """
    ).map { row in
      Pending(
        cycleID: try row.read("cycle_id"), symbol: try row.read("symbol"), timeframe: try row.read("timeframe"),
        candleClose: try row.read("candle_close"), analysisBy: try row.read("analysis_by"))
    }
  }

  /// - Returns: false when the chart is not pending any more.
  func capture(_ chart: Pending, hash: String, png: Data) throws -> Bool {
    try transaction.execute("INSERT INTO images (hash, png) VALUES ($1, $2::bytea) ON CONFLICT DO NOTHING", hash, png)
    return try end(chart, state: "captured", hash: hash, reason: nil)
  }

  func fail(_ chart: Pending, reason: String) throws -> Bool { try end(chart, state: "failed", hash: nil, reason: reason) }

  func image(_ hash: String) throws -> Data? {
    try transaction.execute("SELECT png FROM images WHERE hash = $1", hash).first?.read("png")
  }

  private func end(_ chart: Pending, state: String, hash: String?, reason: String?) throws -> Bool {
    try transaction.exists(
      """
      UPDATE charts SET state = $3, image_hash = $4, reason = $5, ended_at = $6::timestamptz
      WHERE cycle_id = $1::uuid AND symbol = $2 AND state = 'pending' RETURNING symbol
      """, chart.cycleID, chart.symbol, state, hash, reason, transaction.now)
  }
}
