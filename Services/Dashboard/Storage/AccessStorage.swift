import Database
import Model

extension Scope: DatabaseValue {}

/// The tables `credentials`, `sessions` and `tokens`. Secrets are stored as hashes only.
struct AccessStorage {
  let transaction: Transaction

  struct Token: Codable, Sendable, Equatable {
    let name: String
    let scope: Scope
    let createdAt: Timestamp
    let expiresAt: Timestamp?
  }

  /// Stores the first password's hash. - Returns: false when there is one already.
  func addPassword(hash: String) throws -> Bool {
    try transaction.exists(
      "INSERT INTO credentials (name, hash, created_at) VALUES ('password', $1, $2::timestamptz) ON CONFLICT DO NOTHING RETURNING name",
      hash, transaction.now)
  }

  func passwordHash() throws -> String? { try transaction.execute("SELECT hash FROM credentials").first?.read("hash") }

  func addSession(key: String, csrf: String, remote: String, lasting: Duration) throws {
    try transaction.execute(
      "INSERT INTO sessions (key, csrf, remote, created_at, expires_at) VALUES ($1, $2, $3, $4::timestamptz, $5::timestamptz)", key, csrf,
      remote, transaction.now, transaction.now + lasting)
  }

  /// - Returns: nil for an unknown or expired session.
  func session(_ key: String) throws -> Principal? {
    let rows = try transaction.execute("SELECT csrf FROM sessions WHERE key = $1 AND expires_at > $2::timestamptz", key, transaction.now)
    return try rows.first.map { Principal(kind: .session(key: key, csrf: try $0.read("csrf")), scope: .admin) }
  }

  func removeSession(_ key: String) throws { try transaction.execute("DELETE FROM sessions WHERE key = $1", key) }

  /// - Returns: false when the name is taken.
  func addToken(_ name: String, hash: String, _ scope: Scope, lasting: Duration?) throws -> Bool {
    try transaction.exists(
      """
      INSERT INTO tokens (name, hash, scope, created_at, expires_at) VALUES ($1, $2, $3, $4::timestamptz, $5::timestamptz)
      ON CONFLICT DO NOTHING RETURNING name
      """, name, hash, scope, transaction.now, lasting.map { transaction.now + $0 })
  }

  func token(hash: String) throws -> Principal? {
    let rows = try transaction.execute(
      """
      SELECT name, scope FROM tokens
      WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2::timestamptz)
      """, hash, transaction.now)
    return try rows.first.map { Principal(kind: .token(name: try $0.read("name")), scope: try $0.read("scope")) }
  }

  func tokens() throws -> [Token] {
    try transaction.execute("SELECT * FROM tokens WHERE revoked_at IS NULL ORDER BY created_at, name").map { row in
      Token(
        name: try row.read("name"), scope: try row.read("scope"), createdAt: try row.read("created_at"),
        expiresAt: try row.readOptional("expires_at"))
    }
  }

  /// - Returns: false when there is no such valid token.
  func revokeToken(_ name: String) throws -> Bool {
    try transaction.exists(
      "UPDATE tokens SET revoked_at = $2::timestamptz WHERE name = $1 AND revoked_at IS NULL RETURNING name", name, transaction.now)
  }
}
