import Database
import Model

/// The table `protection_gaps`: each time an open position was without a stop. Their sum is in `trades.unprotected_milliseconds`, with the
/// time that the entry took to be protected.
struct ProtectionStorage {
  let transaction: Transaction

  struct Gap: Sendable {
    let number: Int64
    let duration: Duration
  }

  func open() throws -> [TradeID] {
    try transaction.execute("SELECT trade_id FROM protection_gaps WHERE ended_at IS NULL ORDER BY began_at").map { try $0.read("trade_id") }
  }

  /// - Returns: false when one is open.
  func begin(_ tradeID: TradeID) throws -> Bool {
    try transaction.exists(
      "INSERT INTO protection_gaps (trade_id, began_at) VALUES ($1::uuid, $2::timestamptz) ON CONFLICT DO NOTHING RETURNING id", tradeID,
      transaction.now)
  }

  /// The one that is open, as long as it is by now.
  func current(_ tradeID: TradeID) throws -> Gap? {
    try transaction.execute("SELECT id, began_at FROM protection_gaps WHERE trade_id = $1::uuid AND ended_at IS NULL", tradeID)
      .first.map(gap)
  }

  /// - Returns: nil when no gap is open.
  func end(_ tradeID: TradeID, outcome: String) throws -> Gap? {
    let row = try transaction.execute(
      """
      UPDATE protection_gaps SET ended_at = greatest($2::timestamptz, began_at), outcome = $3
      WHERE trade_id = $1::uuid AND ended_at IS NULL RETURNING id, began_at
      """, tradeID, transaction.now, outcome
    ).first
    guard let row else { return nil }
    let gap = try gap(row)
    try transaction.execute(
      "UPDATE trades SET unprotected_milliseconds = coalesce(unprotected_milliseconds, 0) + $2::bigint WHERE id = $1::uuid", tradeID,
      gap.duration.wholeMilliseconds)
    return gap
  }

  /// - Parameter row: with id and began_at.
  private func gap(_ row: Row) throws -> Gap {
    Gap(number: try row.read("id"), duration: max(.zero, transaction.now - (try row.read("began_at", as: Timestamp.self))))
  }
}
