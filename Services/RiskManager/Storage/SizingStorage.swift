import Database
import Messages
import Model

/// The table `sizings`: signals that wait for a size, and what was decided on them.
struct SizingStorage {
  let transaction: Transaction

  struct Pending: Sendable {
    let signal: RankedSignal
    let causedBy: EventID
  }

  func add(_ signal: RankedSignal, rank: Int, _ causedBy: EventID) throws {
    try transaction.execute(
      """
      INSERT INTO sizings (cycle_id, symbol, rank, signal, cause_event, state, received_at)
      VALUES ($1::uuid, $2, $3::int, $4::jsonb, $5::uuid, 'pending', $6::timestamptz)
      """, signal.cycleID, signal.analysis.symbol, rank, JSONColumn(signal), causedBy, transaction.now)
  }

  /// Signals without a size, the oldest cycle's best first.
  func pending() throws -> [Pending] {
    try transaction.execute("SELECT signal, cause_event FROM sizings WHERE state = 'pending' ORDER BY received_at, rank").map {
      Pending(signal: try $0.read("signal", as: JSONColumn<RankedSignal>.self).value, causedBy: try $0.read("cause_event"))
    }
  }

  /// - Returns: false when the signal was decided before.
  func decide(_ signal: RankedSignal, _ decision: SizingDecision) throws -> Bool {
    var state = "proposed"
    var message: String?
    if case .decline(_, let text, _) = decision { (state, message) = ("declined", text) }
    return try transaction.exists(
      """
      UPDATE sizings SET state = $3, message = $4, steps = $5::jsonb, decided_at = $6::timestamptz
      WHERE cycle_id = $1::uuid AND symbol = $2 AND state = 'pending' RETURNING symbol
      """, signal.cycleID, signal.analysis.symbol, state, message, JSONColumn(decision.steps), transaction.now)
  }

  func sizings(_ cycleID: CycleID) throws -> [Sizing] {
    try transaction.execute("SELECT symbol, state, message, steps FROM sizings WHERE cycle_id = $1::uuid ORDER BY rank", cycleID).map {
      row in
      Sizing(
        symbol: try row.read("symbol"), outcome: try row.read("state"), message: try row.readOptional("message") ?? "",
        steps: try row.readOptional("steps", as: JSONColumn<[Sizing.Step]>.self)?.value ?? [])
    }
  }
}
