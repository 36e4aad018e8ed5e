import Database
import Messages
import Model

extension Quarantine.Cause: DatabaseValue {}

/// The table `quarantines`: which symbols get no entry, and which ones got none. At most one of a cause is in force on a symbol.
struct QuarantineStorage {
  let transaction: Transaction

  /// Holds back new entries on the symbol until the commit, so that none is intended beside a quarantine that is just being put up.
  func lock(_ symbol: Symbol) throws {
    try transaction.execute("SELECT pg_advisory_xact_lock(hashtextextended('quarantine/' || $1::text, 0))", symbol)
  }

  /// What is in force on the symbol. Nothing comes into force there before the commit.
  func inForce(onEntryTo symbol: Symbol) throws -> [Quarantine] {
    try transaction.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended('quarantine/' || $1::text, 0))", symbol)
    return try inForce(symbol)
  }

  func inForce(_ symbol: Symbol? = nil) throws -> [Quarantine] {
    try transaction.execute(
      """
      SELECT symbol, cause, message, decided_by, began_at FROM quarantines
      WHERE ended_at IS NULL AND ($1::text IS NULL OR symbol = $1) ORDER BY symbol, cause
      """, symbol
    ).map { row in
      Quarantine(
        symbol: try row.read("symbol"), cause: try row.read("cause"), message: try row.read("message"),
        decidedBy: try row.read("decided_by"), since: try row.read("began_at"))
    }
  }

  /// - Parameter observedAt: what is observed since this moment is put under quarantine once, and never again after that was lifted.
  /// - Returns: false when one of this cause is in force, or this observation has had its own.
  func begin(
    _ symbol: Symbol, _ cause: Quarantine.Cause, _ message: String, decidedBy: String, observedAt: Timestamp
  ) throws -> Bool {
    try transaction.exists(
      """
      INSERT INTO quarantines (symbol, cause, message, decided_by, observed_at, began_at)
      VALUES ($1, $2, $3, $4, $5::timestamptz, $6::timestamptz) ON CONFLICT DO NOTHING RETURNING id
      """, symbol, cause, message, decidedBy, observedAt, transaction.now)
  }

  /// - Parameter cause: nil for every one.
  /// - Returns: false when there was none.
  func end(_ symbol: Symbol, _ cause: Quarantine.Cause? = nil, by person: String) throws -> Bool {
    try transaction.exists(
      """
      UPDATE quarantines SET ended_at = $3::timestamptz, ended_by = $4
      WHERE symbol = $1 AND ended_at IS NULL AND ($2::text IS NULL OR cause = $2) RETURNING id
      """, symbol, cause, transaction.now, person)
  }
}
