import Database
import Messages
import Model

/// The table `close_requests`: who wants which trade closed. At most one a trade.
struct CloseRequestStorage {
  let transaction: Transaction

  /// A request that is not answered by the end of its trade yet.
  struct Waiting: Sendable {
    let trade: TradeStorage.Live
    let purpose: OrderPurpose
    /// What of the position is ours; nil: all of it.
    let atMost: Quantity?
  }

  /// - Parameters:
  ///   - purpose: `close`, or `flatten` for a halt or a position without a stop.
  ///   - atMost: no more than this is closed; nil: whatever there is.
  /// - Returns: false when the trade has its request already.
  func add(_ tradeID: TradeID, _ purpose: OrderPurpose, decidedBy: String, atMost: Quantity? = nil) throws -> Bool {
    try transaction.exists(
      """
      INSERT INTO close_requests (trade_id, purpose, decided_by, requested_at, state, at_most)
      VALUES ($1::uuid, $2, $3, $4::timestamptz, 'requested', $5::numeric) ON CONFLICT (trade_id) DO NOTHING RETURNING trade_id
      """, tradeID, purpose, decidedBy, transaction.now, atMost)
  }

  func waiting() throws -> [Waiting] {
    try transaction.execute(
      """
      SELECT t.proposal, t.status, t.cause_event, t.entry_price, t.created_at, t.opened_at, r.purpose, r.at_most
      FROM close_requests r JOIN trades t ON t.id = r.trade_id WHERE r.state = 'requested' ORDER BY r.requested_at, r.trade_id
      """
    ).map { Waiting(trade: try TradeStorage.Live($0), purpose: try $0.read("purpose"), atMost: try $0.readOptional("at_most")) }
  }

  func end(_ tradeID: TradeID) throws {
    try transaction.execute(
      "UPDATE close_requests SET state = 'done', ended_at = $2::timestamptz WHERE trade_id = $1::uuid AND state = 'requested'", tradeID,
      transaction.now)
  }

  /// Who asked first.
  func decidedBy(_ tradeID: TradeID) throws -> String? {
    try transaction.execute("SELECT decided_by FROM close_requests WHERE trade_id = $1::uuid", tradeID).first?.read("decided_by")
  }
}
