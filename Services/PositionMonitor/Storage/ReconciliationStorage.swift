import Database
import FoundationEssentials
import Messages
import Model

/// The tables `reconciliations` (each comparison) and `open_differences` (what the last one found, and since when).
struct ReconciliationStorage {
  let transaction: Transaction

  struct Last: Sendable {
    let at: Timestamp
    /// When the process that made it had started.
    let processStartedAt: Timestamp?
    let isInDoubt: Bool
  }

  /// A moment at which nothing was open.
  struct Flat: Sendable {
    let at: Timestamp
    let walletBalance: Money
  }

  func last() throws -> Last? {
    try transaction.execute("SELECT at, process_started_at, is_in_doubt FROM reconciliations ORDER BY number DESC LIMIT 1").first.map {
      Last(at: try $0.read("at"), processStartedAt: try $0.readOptional("process_started_at"), isInDoubt: try $0.read("is_in_doubt"))
    }
  }

  func lastFlat() throws -> Flat? {
    try transaction.execute("SELECT at, wallet_balance FROM reconciliations WHERE is_flat ORDER BY number DESC LIMIT 1").first.map {
      Flat(at: try $0.read("at"), walletBalance: try $0.read("wallet_balance"))
    }
  }

  func add(_ report: ReconciliationReport, processStartedAt: Timestamp, isInDoubt: Bool) throws {
    try transaction.execute(
      """
      INSERT INTO reconciliations (id, at, trades, positions, orders, differences, wallet_balance, is_flat, is_in_doubt, unexplained,
        process_started_at)
      VALUES ($1::uuid, $2::timestamptz, $3::int, $4::int, $5::int, $6::jsonb, $7::numeric, $8::boolean, $9::boolean, $10::numeric,
        $11::timestamptz)
      """, UUID().uuidString, report.at, report.trades, report.positions, report.orders, JSONColumn(report.differences),
      report.walletBalance, report.isFlat, isInDoubt, report.unexplained, processStartedAt)
  }

  /// Keeps what this read shows, each with the moment since which every read has shown it; what it does not show is over. After the clock
  /// was set back that moment is now.
  func remember(_ differences: [Difference], at now: Timestamp) throws -> [String: Timestamp] {
    try transaction.execute(
      "DELETE FROM open_differences WHERE key NOT IN (SELECT jsonb_array_elements_text($1::jsonb))", JSONColumn(differences.map(\.key)))
    var seen: [String: Timestamp] = [:]
    for difference in differences {
      let row = try transaction.execute(
        """
        INSERT INTO open_differences (key, code, symbol, trade_id, message, first_seen_at)
        VALUES ($1, $2, $3, $4::uuid, $5, $6::timestamptz)
        ON CONFLICT (key) DO UPDATE SET message = excluded.message,
          first_seen_at = least(open_differences.first_seen_at, excluded.first_seen_at)
        RETURNING first_seen_at
        """, difference.key, difference.code.rawValue, difference.symbol, difference.tradeID, difference.message, now
      ).first
      seen[difference.key] = try row?.read("first_seen_at")
    }
    return seen
  }

  /// - Returns: false when it was confirmed before.
  func confirm(_ difference: Difference, at now: Timestamp) throws -> Bool {
    try transaction.exists(
      "UPDATE open_differences SET confirmed_at = $2::timestamptz WHERE key = $1 AND confirmed_at IS NULL RETURNING key", difference.key,
      now)
  }
}
