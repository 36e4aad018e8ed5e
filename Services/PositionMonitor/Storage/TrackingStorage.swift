import Database
import FoundationEssentials
import Messages
import Model

/// The tables `tracked_trades`, `position_tracking` and `alerts`.
struct TrackingStorage {
  let transaction: Transaction

  /// An end may arrive before its beginning; it wins.
  func begin(_ event: TradeOpened) throws {
    try transaction.execute(
      """
      INSERT INTO tracked_trades (trade_id, cycle_id, symbol, side, quantity, entry_price, stop_loss, is_over, check_at)
      VALUES ($1::uuid, $2::uuid, $3, $4, $5::numeric, $6::numeric, $7::numeric, FALSE, $8::timestamptz) ON CONFLICT DO NOTHING
      """, event.tradeID, event.cycleID, event.symbol, event.side, event.quantity, event.entryPrice, event.stopLoss, transaction.now)
  }

  func end(_ event: TradeClosed) throws {
    try transaction.execute(
      """
      INSERT INTO tracked_trades (trade_id, cycle_id, symbol, is_over, check_at) VALUES ($1::uuid, $2::uuid, $3, TRUE, $4::timestamptz)
      ON CONFLICT (trade_id) DO UPDATE SET is_over = TRUE
      """, event.tradeID, event.cycleID, event.symbol, transaction.now)
  }

  /// A fill: look at the position at once.
  func checkNow(_ tradeID: TradeID) throws {
    try transaction.execute("UPDATE tracked_trades SET check_at = $2::timestamptz WHERE trade_id = $1::uuid", tradeID, transaction.now)
  }

  /// All live trades if one of them is due; otherwise none, and when the next one is. A look further ahead than the interval was planned
  /// before the clock was set back: it is due.
  func due(interval: Duration) throws -> (trades: [TrackedTrade], next: Timestamp?) {
    let rows = try transaction.execute("SELECT * FROM tracked_trades WHERE NOT is_over ORDER BY check_at")
    guard let first = try rows.first?.read("check_at", as: Timestamp.self), let last = try rows.last?.read("check_at", as: Timestamp.self)
    else { return ([], nil) }
    guard first <= transaction.now || last > transaction.now + interval else { return ([], first) }
    return (try rows.map(trade), nil)
  }

  func live() throws -> [TrackedTrade] {
    try transaction.execute("SELECT * FROM tracked_trades WHERE NOT is_over ORDER BY symbol").map(trade)
  }

  private func trade(_ row: Row) throws -> TrackedTrade {
    TrackedTrade(
      tradeID: try row.read("trade_id"), cycleID: try row.read("cycle_id"), symbol: try row.read("symbol"), side: try row.read("side"),
      quantity: try row.read("quantity"), entryPrice: try row.read("entry_price"), stopLoss: try row.read("stop_loss"))
  }

  func save(_ position: LivePosition) throws {
    try transaction.execute(
      """
      INSERT INTO position_tracking (id, trade_id, symbol, entry_price, current_price, live_rr, unrealized_pnl, position, checked_at)
      VALUES ($1::uuid, $2::uuid, $3, $4::numeric, $5::numeric, $6::numeric, $7::numeric, $8::jsonb, $9::timestamptz)
      """, UUID().uuidString, position.tradeID, position.symbol, position.entryPrice, position.currentPrice, position.liveRiskReward,
      position.unrealizedPnL, JSONColumn(position), position.checkedAt)
  }

  func postpone(_ tradeID: TradeID, to moment: Timestamp) throws {
    try transaction.execute("UPDATE tracked_trades SET check_at = $2::timestamptz WHERE trade_id = $1::uuid", tradeID, moment)
  }

  /// Keeps the differences of this read, each with the moment since which every read has shown it.
  func remember(_ codes: [PositionAlert.Code], _ tradeID: TradeID) throws {
    try transaction.execute(
      """
      DELETE FROM differences WHERE trade_id = $1::uuid AND code NOT IN (SELECT jsonb_array_elements_text($2::jsonb))
      """, tradeID, JSONColumn(codes))
    for code in codes {
      try transaction.execute(
        "INSERT INTO differences (trade_id, code, first_seen_at) VALUES ($1::uuid, $2, $3::timestamptz) ON CONFLICT DO NOTHING", tradeID,
        code.rawValue, transaction.now)
    }
  }

  func firstSeen(_ code: PositionAlert.Code, _ tradeID: TradeID) throws -> Timestamp? {
    try transaction.execute("SELECT first_seen_at FROM differences WHERE trade_id = $1::uuid AND code = $2", tradeID, code.rawValue)
      .first?.read("first_seen_at")
  }

  /// - Returns: false when the same alert was raised for the trade before.
  func raise(_ alert: PositionAlert, _ tradeID: TradeID) throws -> Bool {
    try transaction.exists(
      """
      INSERT INTO alerts (trade_id, code, symbol, message, raised_at) VALUES ($1::uuid, $2, $3, $4, $5::timestamptz)
      ON CONFLICT DO NOTHING RETURNING code
      """, tradeID, alert.code.rawValue, alert.symbol, alert.message, transaction.now)
  }

  func livePositions() throws -> [LivePosition] {
    try transaction.execute(
      """
      SELECT DISTINCT ON (p.trade_id) p.position FROM position_tracking p JOIN tracked_trades t ON t.trade_id = p.trade_id AND NOT t.is_over
      ORDER BY p.trade_id, p.checked_at DESC
      """
    ).map { try $0.read("position", as: JSONColumn<LivePosition>.self).value }
  }
}
