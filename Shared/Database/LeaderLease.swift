import Model

/// The lease of a slice: two rows, so that the renewals of one do not meet the transactions that lock the other.
///
/// `leader_epoch` counts the leaders and is locked FOR SHARE by each writing transaction of one; `leader_lease` says until when, by the
/// database's clock, no other may be made.
package enum LeaderLease {
  /// How the lease stands, and the outbox's last number for whoever waits.
  package struct Standing: Sendable, Equatable {
    package let epoch: Int64
    /// Until the lease ends; zero or less: it is free.
    package let remaining: Duration
    package let lastNumber: Int64
  }

  package static func standing(_ transaction: Transaction) throws -> Standing {
    let row = try transaction.execute(
      """
      SELECT epoch, ceil(1000 * extract(epoch FROM greatest(expires_at, clock_timestamp()) - clock_timestamp()))::bigint AS milliseconds,
        (SELECT last_number FROM outbox_counter) AS last_number FROM leader_lease
      """
    ).first
    guard let row else { throw DatabaseError(.unexpectedValue, "leader_lease has no row") }
    return Standing(
      epoch: try row.read("epoch"), remaining: .milliseconds(try row.read("milliseconds", as: Int64.self)),
      lastNumber: try row.read("last_number"))
  }

  /// Begins a new epoch if the lease is free. It waits for the writing transactions of the last leader that have passed their check.
  /// - Returns: the epoch; nil when somebody else has been faster.
  package static func take(_ length: Duration, by holder: String, _ transaction: Transaction) throws -> Int64? {
    guard try transaction.exists("SELECT 1 FROM leader_lease WHERE expires_at <= clock_timestamp() FOR UPDATE") else { return nil }
    let epoch = try transaction.execute(
      "UPDATE leader_epoch SET epoch = epoch + 1, holder = $1, taken_at = clock_timestamp() RETURNING epoch", holder
    ).first?.read("epoch", as: Int64.self)
    guard let epoch else { throw DatabaseError(.unexpectedValue, "leader_epoch has no row") }
    try transaction.execute(
      """
      UPDATE leader_lease SET epoch = $1::bigint, holder = $2,
        expires_at = clock_timestamp() + $3::bigint * INTERVAL '1 millisecond'
      """, epoch, holder, length.wholeMilliseconds)
    return epoch
  }

  /// - Returns: false when the lease has ended, also when nobody else has taken it: who has been away begins a new epoch.
  package static func renew(_ epoch: Int64, _ length: Duration, _ transaction: Transaction) throws -> Bool {
    try transaction.exists(
      """
      UPDATE leader_lease SET expires_at = clock_timestamp() + $2::bigint * INTERVAL '1 millisecond'
      WHERE epoch = $1::bigint AND expires_at > clock_timestamp() RETURNING epoch
      """, epoch, length.wholeMilliseconds)
  }

  /// Ends the lease at once. The caller has ended all work before.
  package static func release(_ epoch: Int64, _ transaction: Transaction) throws {
    try transaction.execute("UPDATE leader_lease SET expires_at = '-infinity' WHERE epoch = $1::bigint", epoch)
  }

  /// The slice's epoch, locked until the transaction ends; nil when the transaction has written nothing and will not.
  ///
  /// Asked after the last change of the body: a takeover either waits for this transaction, or is seen by it. A transaction that has only
  /// read locks nothing and costs no write.
  static func lockedEpoch(willWrite: Bool, _ transaction: Transaction) throws -> Int64? {
    try transaction.execute(
      "SELECT epoch FROM leader_epoch WHERE $1::boolean OR pg_current_xact_id_if_assigned() IS NOT NULL FOR SHARE", willWrite
    ).first?.read("epoch")
  }
}
