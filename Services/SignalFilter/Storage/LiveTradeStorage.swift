import Database
import Model

/// The table `live_trades`: which symbols a proposal or a trade occupies. An end may arrive before its beginning; it wins.
struct LiveTradeStorage {
  let transaction: Transaction

  func begin(_ proposal: ProposalID, _ symbol: Symbol) throws {
    try transaction.execute(
      "INSERT INTO live_trades (proposal_id, symbol, is_over) VALUES ($1::uuid, $2, FALSE) ON CONFLICT DO NOTHING", proposal, symbol)
  }

  func end(_ proposal: ProposalID, _ symbol: Symbol) throws {
    try transaction.execute(
      """
      INSERT INTO live_trades (proposal_id, symbol, is_over) VALUES ($1::uuid, $2, TRUE)
      ON CONFLICT (proposal_id) DO UPDATE SET is_over = TRUE
      """, proposal, symbol)
  }

  func occupiedSymbols() throws -> Set<Symbol> {
    Set(try transaction.execute("SELECT DISTINCT symbol FROM live_trades WHERE NOT is_over").map { try $0.read("symbol") })
  }
}
