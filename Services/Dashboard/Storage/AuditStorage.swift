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

  /// An entry and when it was made.
  struct Record: Encodable, Sendable {
    let at: Timestamp
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

  /// Newest first.
  func latest(_ limit: Int) throws -> [Record] {
    try transaction.execute("SELECT * FROM audit ORDER BY id DESC LIMIT $1::int", limit).map { row in
      Record(
        at: try row.read("at"), actor: try row.read("actor"), remote: try row.read("remote"), action: try row.read("action"),
        target: try row.read("target"), outcome: try row.read("outcome"))
    }
  }
}
