import Database
import Model

/// The table `audit`: each thing that somebody asked for through this service, and what came of it.
struct AuditStorage {
  let transaction: Transaction

  struct Entry: Sendable, Equatable {
    let actor: String
    let remote: String
    let action: String
    let target: String
    let outcome: String
  }

  func add(_ entry: Entry) throws {
    try transaction.execute(
      "INSERT INTO audit (at, actor, remote, action, target, outcome) VALUES ($1::timestamptz, $2, $3, $4, $5, $6)", transaction.now,
      entry.actor, entry.remote, entry.action, entry.target, String(entry.outcome.prefix(500)))
  }

  /// Oldest first.
  func entries(limit: Int) throws -> [Entry] {
    try transaction.execute("SELECT * FROM (SELECT * FROM audit ORDER BY id DESC LIMIT $1::int) AS latest ORDER BY id", limit).map { row in
      Entry(
        actor: try row.read("actor"), remote: try row.read("remote"), action: try row.read("action"), target: try row.read("target"),
        outcome: try row.read("outcome"))
    }
  }
}
