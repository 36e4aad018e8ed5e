import Database
import Model
import TradingRules

/// What the books say about the mode that is to be traded in.
struct ClearanceStorage {
  let transaction: Transaction

  func clearance(_ mode: TradingMode, requiredPaperTrades: Int) throws -> ModeClearance {
    let rows = try transaction.execute(
      "SELECT mode, count(*) AS trades FROM trades WHERE status IN ('pending', 'open') GROUP BY mode")
    var unfinished: [TradingMode: Int] = [:]
    for row in rows { unfinished[try row.read("mode")] = try row.read("trades") }
    // An adopted trade was somebody's own: no practice of ours.
    let closed = try transaction.execute(
      "SELECT count(*) AS trades FROM trades WHERE status = 'closed' AND mode = 'paper' AND adopted_by IS NULL"
    ).first
    return ModeClearance(
      mode: mode, closedPaperTrades: try closed?.read("trades") ?? 0, requiredPaperTrades: requiredPaperTrades, unfinished: unfinished)
  }
}
