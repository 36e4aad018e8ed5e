import Database
import Model

/// How a cycle ended, and what is not as it would be if nobody had died: each chart drawn, each analysis made, each signal a trade.
///
/// A signal whose price has moved too far since its analysis is no trade with or without a kill.
struct CycleEnd: Sendable {
  let signals: Int
  let trades: Int
  let differences: [String]

  var summary: String {
    "\(signals) signals, \(trades) trades" + (signals > trades ? ", \(signals - trades) prices moved too far" : "")
  }

  init(_ cycle: CycleID, _ transaction: Transaction) throws {
    func count(_ sql: String) throws -> Int { try transaction.execute(sql, cycle).first?.read("n", as: Int.self) ?? 0 }
    var differences: [String] = []
    func expectNone(_ what: String, _ sql: String) throws {
      let rows = try count(sql)
      if rows > 0 { differences.append("\(what): \(rows)") }
    }
    try expectNone("cycle not completed", "SELECT count(*) AS n FROM charts.cycles WHERE cycle_id = $1::uuid AND status <> 'completed'")
    try expectNone("charts not drawn", "SELECT count(*) AS n FROM charts.charts WHERE cycle_id = $1::uuid AND state <> 'captured'")
    try expectNone(
      "analyses not made", "SELECT count(*) AS n FROM analysis.jobs WHERE cycle_id = $1::uuid AND state NOT IN ('done', 'failed')")
    try expectNone("cycle not ranked", "SELECT 1 - count(*) AS n FROM signals.cycles WHERE cycle_id = $1::uuid AND state = 'ranked'")
    try expectNone("ranking not heard of", "SELECT count(*) AS n FROM charts.cycles WHERE cycle_id = $1::uuid AND ranked_at IS NULL")
    try expectNone(
      "analyses made and not ranked",
      """
      SELECT count(*) AS n FROM analysis.jobs j WHERE j.cycle_id = $1::uuid AND j.state = 'done' AND NOT EXISTS (
        SELECT 1 FROM signals.candidates c WHERE c.cycle_id = j.cycle_id AND c.symbol = j.symbol AND c.analysis IS NOT NULL)
      """)
    try expectNone(
      "charts drawn and not analysed",
      """
      SELECT count(*) AS n FROM charts.charts c WHERE c.cycle_id = $1::uuid AND c.state = 'captured' AND NOT EXISTS (
        SELECT 1 FROM analysis.jobs j WHERE j.cycle_id = c.cycle_id AND j.symbol = c.symbol)
      """)
    for row in try transaction.execute(
      """
      SELECT symbol, ended_as FROM charts.cycle_signals s WHERE cycle_id = $1::uuid AND ended_as IS DISTINCT FROM 'opened'
        AND NOT EXISTS (SELECT 1 FROM notifications.approvals a
          WHERE a.cycle_id = s.cycle_id AND a.symbol = s.symbol AND a.status = 'rejected' AND a.channel = 'automatic')
        AND NOT EXISTS (SELECT 1 FROM execution.trades t
          WHERE t.cycle_id = s.cycle_id AND t.symbol = s.symbol AND t.reason LIKE 'priceDrift: %')
      """, cycle)
    {
      let end = try row.readOptional("ended_as", as: String.self) ?? "not ended"
      differences.append("signal \(try row.read("symbol", as: String.self)) \(end) instead of opened")
    }
    signals = try count("SELECT count(*) AS n FROM charts.cycle_signals WHERE cycle_id = $1::uuid")
    trades = try count("SELECT count(*) AS n FROM charts.cycle_signals WHERE cycle_id = $1::uuid AND ended_as = 'opened'")
    self.differences = differences
  }
}
