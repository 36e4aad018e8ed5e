import Database
import Model

/// The table `buttons`: each keyboard that is shown has a token of its own, which decides once.
struct ButtonStorage {
  let transaction: Transaction

  enum Step: String, Sendable, DatabaseValue {
    /// Approve or reject.
    case ask
    /// The second tap.
    case sure
  }

  struct Button: Sendable, Equatable {
    let token: String
    let delivery: Int64
    let proposalID: ProposalID
    let step: Step
    /// Who alone may tap it; of the second tap only.
    let person: String?
    let createdAt: Timestamp
    let usedBy: Int64?
  }

  func add(_ token: String, delivery: Int64, _ proposalID: ProposalID, _ step: Step, person: String? = nil) throws {
    try transaction.execute(
      """
      INSERT INTO buttons (token, delivery_id, proposal_id, step, person, created_at)
      VALUES ($1, $2::bigint, $3::uuid, $4, $5, $6::timestamptz)
      """, token, delivery, proposalID, step, person, transaction.now)
  }

  func find(_ token: String) throws -> Button? {
    try transaction.execute("SELECT * FROM buttons WHERE token = $1", token).first.map(read)
  }

  /// The token of a delivery that was tried before: the same message twice has the same buttons.
  func unused(delivery: Int64, _ step: Step) throws -> Button? {
    try transaction.execute(
      "SELECT * FROM buttons WHERE delivery_id = $1::bigint AND step = $2 AND used_by IS NULL ORDER BY created_at LIMIT 1", delivery, step
    ).first.map(read)
  }

  /// Uses a token up. The same update may come twice (a restart between the tap and its confirmation) and finds its own use.
  func take(_ token: String, update: Int64) throws -> Bool {
    try transaction.exists(
      """
      UPDATE buttons SET used_by = $2::bigint, used_at = $3::timestamptz
      WHERE token = $1 AND (used_by IS NULL OR used_by = $2::bigint) RETURNING token
      """, token, update, transaction.now)
  }

  /// Gives a token back because nothing was decided.
  func release(_ token: String, update: Int64) throws {
    try transaction.execute(
      "UPDATE buttons SET used_by = NULL, used_at = NULL WHERE token = $1 AND used_by = $2::bigint", token, update)
  }

  private func read(_ row: Row) throws -> Button {
    Button(
      token: try row.read("token"), delivery: try row.read("delivery_id"), proposalID: try row.read("proposal_id"),
      step: try row.read("step"), person: try row.readOptional("person"), createdAt: try row.read("created_at"),
      usedBy: try row.readOptional("used_by"))
  }
}
