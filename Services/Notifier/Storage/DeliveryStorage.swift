import Database
import Model

/// The table `deliveries`: messages wait here for Telegram, in order for each chat, until they are sent or of no use any more.
struct DeliveryStorage {
  let transaction: Transaction

  /// More waiting messages than anybody reads: the oldest are dropped.
  static let bound = 500
  /// How long a claimed delivery belongs to its sender.
  static let claim = Duration.seconds(60)
  /// A try further ahead was planned before the clock was set back.
  static let longestWait = Duration.seconds(2 * 3600)

  /// The same cause gives a chat the same page once. - Parameter usefulFor: from now; nothing is added when it is not positive.
  func add(
    _ kind: Delivery.Kind, cause: String, page: Int = 0, to chat: Int64, _ content: String, silent: Bool = false,
    proposal: ProposalID? = nil, notice: NoticeKind? = nil, usefulFor: Duration
  ) throws {
    guard usefulFor > .zero else { return }
    try transaction.execute(
      """
      INSERT INTO deliveries (kind, cause, page, chat_id, proposal_id, content, is_silent, state, try_at, drop_at, created_at, notice)
      VALUES ($1, $2, $3::int, $4::bigint, $5::uuid, $6, $7::boolean, 'waiting', $8::timestamptz, $9::timestamptz, $8::timestamptz, $10)
      ON CONFLICT (cause, chat_id, page) DO NOTHING
      """, kind, cause, page, chat, proposal, content, silent, transaction.now, transaction.now + usefulFor, notice)
  }

  func count(of notice: NoticeKind, in chat: Int64, since moment: Timestamp) throws -> Int {
    try transaction.execute(
      "SELECT count(*) AS n FROM deliveries WHERE chat_id = $1::bigint AND notice = $2 AND created_at > $3::timestamptz", chat, notice,
      moment
    ).first?.read("n") ?? 0
  }

  /// For each chat that has, or will have, the proposal's approval message.
  func addDecision(_ proposalID: ProposalID, _ content: String) throws {
    try transaction.execute(
      """
      INSERT INTO deliveries (kind, cause, chat_id, proposal_id, content, is_silent, state, try_at, drop_at, created_at)
      SELECT 'decision', 'decision/' || proposal_id, chat_id, proposal_id, $2::text, TRUE, 'waiting', $3::timestamptz, $4::timestamptz, $3::timestamptz
      FROM deliveries WHERE kind = 'approval' AND proposal_id = $1::uuid AND state <> 'dropped'
      ON CONFLICT (cause, chat_id, page) DO NOTHING
      """, proposalID, content, transaction.now, transaction.now + .seconds(24 * 3600))
  }

  /// Ends what is too old or too much. - Returns: how many.
  func dropUseless() throws -> Int {
    let old = try transaction.execute(
      """
      UPDATE deliveries SET state = 'dropped', reason = 'older than it is of use', finished_at = $1::timestamptz
      WHERE state = 'waiting' AND drop_at <= $1::timestamptz RETURNING id
      """, transaction.now)
    let many = try transaction.execute(
      """
      UPDATE deliveries SET state = 'dropped', reason = 'too many wait', finished_at = $1::timestamptz
      WHERE id IN (SELECT id FROM deliveries WHERE state = 'waiting' ORDER BY id DESC OFFSET $2::int) RETURNING id
      """, transaction.now, Self.bound)
    return old.count + many.count
  }

  /// The first waiting message of a chat whose time has come. It stays claimed for a minute: if its sender dies, it is sent again then.
  func claim() throws -> Delivery? {
    try transaction.execute(
      """
      UPDATE deliveries SET tries = tries + 1, try_at = $2::timestamptz WHERE id = (
        SELECT id FROM deliveries d WHERE state = 'waiting' AND (try_at <= $1::timestamptz OR try_at > $3::timestamptz)
          AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.state = 'waiting' AND e.chat_id = d.chat_id AND e.id < d.id)
        ORDER BY id LIMIT 1 FOR UPDATE)
      RETURNING *
      """, transaction.now, transaction.now + Self.claim, transaction.now + Self.longestWait
    ).first.map(read)
  }

  /// When the next waiting message may be tried.
  func nextTry() throws -> Timestamp? {
    try transaction.execute("SELECT min(least(try_at, drop_at)) AS next FROM deliveries WHERE state = 'waiting'").first?.readOptional(
      "next")
  }

  func approval(of proposal: ProposalID, in chat: Int64) throws -> Delivery? {
    try transaction.execute(
      "SELECT * FROM deliveries WHERE kind = 'approval' AND proposal_id = $1::uuid AND chat_id = $2::bigint", proposal, chat
    ).first.map(read)
  }

  func find(_ id: Int64) throws -> Delivery? {
    try transaction.execute("SELECT * FROM deliveries WHERE id = $1::bigint", id).first.map(read)
  }

  /// - Parameter content: what was shown; nil leaves the stored text.
  func sent(_ id: Int64, message: Int64?, content: String? = nil, isPicture: Bool = false) throws {
    try transaction.execute(
      """
      UPDATE deliveries SET state = 'sent', message_id = $2::bigint, content = coalesce($3, content), is_picture = $4::boolean,
        finished_at = $5::timestamptz WHERE id = $1::bigint AND state = 'waiting'
      """, id, message, content, isPicture, transaction.now)
  }

  func dropped(_ id: Int64, _ reason: String) throws {
    try transaction.execute(
      """
      UPDATE deliveries SET state = 'dropped', reason = $2, finished_at = $3::timestamptz WHERE id = $1::bigint AND state = 'waiting'
      """, id, reason, transaction.now)
  }

  func retry(_ id: Int64, at moment: Timestamp, _ reason: String) throws {
    try transaction.execute(
      "UPDATE deliveries SET try_at = $2::timestamptz, reason = $3 WHERE id = $1::bigint AND state = 'waiting'", id, moment, reason)
  }

  func counts() throws -> (waiting: Int, dropped: Int) {
    let row = try transaction.execute(
      """
      SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
        count(*) FILTER (WHERE state = 'dropped' AND finished_at > $1::timestamptz) AS dropped FROM deliveries
      """, transaction.now - .seconds(24 * 3600)
    ).first
    return (try row?.read("waiting") ?? 0, try row?.read("dropped") ?? 0)
  }

  private func read(_ row: Row) throws -> Delivery {
    Delivery(
      id: try row.read("id"), kind: try row.read("kind"), chat: try row.read("chat_id"), proposalID: try row.readOptional("proposal_id"),
      content: try row.read("content"), isSilent: try row.read("is_silent"), state: try row.read("state"),
      messageID: try row.readOptional("message_id"), isPicture: try row.read("is_picture"), tries: try row.read("tries"))
  }
}
