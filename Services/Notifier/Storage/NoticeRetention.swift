import Database
import Model

/// Deletes what was told long ago. Decisions stay: they explain trades.
struct NoticeRetention {
  let transaction: Transaction

  static let batch = 500

  /// Messages that went or were dropped, with their buttons; alerts; strangers who have not come back.
  /// - Returns: whether there may be more.
  func prune(before moment: Timestamp) throws -> Bool {
    let deliveries = try transaction.execute(
      """
      DELETE FROM deliveries WHERE id IN (
        SELECT id FROM deliveries WHERE finished_at < $1::timestamptz ORDER BY finished_at LIMIT $2::int) RETURNING id
      """, moment, Self.batch)
    let alerts = try transaction.execute(
      """
      DELETE FROM alerts WHERE event_id IN (
        SELECT event_id FROM alerts WHERE occurred_at < $1::timestamptz ORDER BY occurred_at LIMIT $2::int) RETURNING event_id
      """, moment, Self.batch)
    let strangers = try transaction.execute("DELETE FROM strangers WHERE last_seen < $1::timestamptz RETURNING user_id", moment)
    return [deliveries.count, alerts.count].contains(Self.batch) || strangers.count >= Self.batch
  }
}
