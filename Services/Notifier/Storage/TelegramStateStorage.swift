import Database
import Model

/// The one row of `telegram_state`, and the strangers beside it.
struct TelegramStateStorage {
  let transaction: Transaction

  struct State: Sendable, Equatable {
    /// The first update that has not been handled.
    let nextUpdate: Int64
    let pollNotBefore: Timestamp?
    let menuVersion: String?
    /// Why the bot cannot hear, in words.
    let problem: String?
  }

  /// Strangers remembered; whoever comes later is only counted in the log.
  static let strangerBound = 1000

  func read() throws -> State {
    guard let row = try transaction.execute("SELECT * FROM telegram_state").first else {
      throw DatabaseError(.unexpectedValue, "telegram_state has no row")
    }
    return State(
      nextUpdate: try row.read("next_update"), pollNotBefore: try row.readOptional("poll_not_before"),
      menuVersion: try row.readOptional("menu_version"), problem: try row.readOptional("problem"))
  }

  /// - Returns: false when this update was handled before.
  func confirm(_ update: Int64) throws -> Bool {
    try transaction.exists(
      "UPDATE telegram_state SET next_update = $1::bigint + 1 WHERE next_update <= $1::bigint RETURNING next_update", update)
  }

  func pause(until moment: Timestamp, _ problem: String) throws {
    try transaction.execute("UPDATE telegram_state SET poll_not_before = $1::timestamptz, problem = $2", moment, problem)
  }

  func clearProblem() throws { try transaction.execute("UPDATE telegram_state SET poll_not_before = NULL, problem = NULL") }

  func setMenu(_ version: String) throws { try transaction.execute("UPDATE telegram_state SET menu_version = $1", version) }

  /// - Returns: whether this is somebody new.
  func noteStranger(_ user: Int64) throws -> Bool {
    let known = try transaction.exists(
      "UPDATE strangers SET messages = messages + 1, last_seen = $2::timestamptz WHERE user_id = $1::bigint RETURNING user_id", user,
      transaction.now)
    if known { return false }
    return try transaction.exists(
      """
      INSERT INTO strangers (user_id, messages, first_seen, last_seen)
      SELECT $1::bigint, 1, $2::timestamptz, $2::timestamptz WHERE (SELECT count(*) FROM strangers) < $3::int RETURNING user_id
      """, user, transaction.now, Self.strangerBound)
  }
}
