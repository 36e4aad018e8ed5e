import Database
import Model

/// How long the service's tables keep what is over. Tokens stay: the audit names them, so a name is never given twice.
enum AccessRetention {
  /// Who did what in the last year can be looked up.
  static let audit = Duration.seconds(365 * 86_400)
  /// Rows of each table in one transaction.
  static let batch = 1000

  /// - Returns: whether there may be more to delete.
  static func prune(_ transaction: Transaction) throws -> Bool {
    let sessions = try transaction.execute(
      """
      DELETE FROM sessions WHERE key IN (
        SELECT key FROM sessions WHERE expires_at <= $1::timestamptz ORDER BY expires_at LIMIT $2::int) RETURNING key
      """, transaction.now, batch)
    let audit = try transaction.execute(
      """
      DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < $1::timestamptz ORDER BY at LIMIT $2::int) RETURNING id
      """, transaction.now - audit, batch)
    return max(sessions.count, audit.count) == batch
  }
}
