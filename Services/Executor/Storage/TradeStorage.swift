import Database
import Messages
import Model

extension TradeStatus: DatabaseValue {}
extension TradingMode: DatabaseValue {}

/// The table `trades`.
struct TradeStorage {
  let transaction: Transaction

  /// A trade that is not over, with what it was confirmed as.
  struct Live: Sendable {
    let proposal: TradeProposal
    let status: TradeStatus
    /// nil for an adopted position.
    let causedBy: EventID?
    let entryPrice: Price?
    let createdAt: Timestamp
    let openedAt: Timestamp?

    var tradeID: TradeID { proposal.proposalID.trade }
    var cause: Cause { Cause(correlationID: proposal.cycleID.correlation, causationID: causedBy) }
  }

  /// - Returns: false when the proposal has its trade already: one proposal makes at most one entry (DESIGN §6.1).
  func add(_ proposal: TradeProposal, _ causedBy: EventID, _ mode: TradingMode, status: TradeStatus, reason: String?) throws -> Bool {
    try transaction.exists(
      """
      INSERT INTO trades (id, recommendation_id, cycle_id, symbol, side, quantity, take_profit, stop_loss, status, prompt_name, reason,
        proposal, cause_event, created_at, mode)
      VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::numeric, $7::numeric, $8::numeric, $9, $10, $11, $12::jsonb, $13::uuid,
        $14::timestamptz, $15)
      ON CONFLICT (id) DO NOTHING RETURNING id
      """, proposal.proposalID, proposal.analysisID, proposal.cycleID, proposal.symbol, proposal.side, proposal.quantity,
      proposal.takeProfit,
      proposal.stopLoss, status, proposal.promptName, reason, JSONColumn(proposal), causedBy, transaction.now, mode)
  }

  /// A position that is open already becomes a trade.
  /// - Returns: false when its symbol has a live trade, or its opening order is another trade's.
  func adopt(_ proposal: TradeProposal, _ mode: TradingMode, orderID: String, decidedBy: String) throws -> Bool {
    try transaction.exists(
      """
      INSERT INTO trades (id, recommendation_id, cycle_id, symbol, side, quantity, entry_price, take_profit, stop_loss, order_id, status,
        prompt_name, proposal, adopted_by, unprotected_milliseconds, created_at, opened_at, mode)
      VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::numeric, $7::numeric, $8::numeric, $9::numeric, $10, 'open',
        $11, $12::jsonb, $13, 0, $14::timestamptz, $14::timestamptz, $15)
      ON CONFLICT DO NOTHING RETURNING id
      """, proposal.proposalID, proposal.analysisID, proposal.cycleID, proposal.symbol, proposal.side, proposal.quantity,
      proposal.entryPrice, proposal.takeProfit, proposal.stopLoss, orderID, proposal.promptName, JSONColumn(proposal), decidedBy,
      transaction.now, mode)
  }

  /// Whether another trade occupies the symbol.
  func hasLive(_ symbol: Symbol, besides tradeID: TradeID) throws -> Bool {
    try transaction.exists(
      "SELECT 1 FROM trades WHERE symbol = $1 AND status IN ('pending', 'open') AND id <> $2::uuid", symbol, tradeID)
  }

  func isLive(_ symbol: Symbol) throws -> Bool {
    try transaction.exists("SELECT 1 FROM trades WHERE symbol = $1 AND status IN ('pending', 'open')", symbol)
  }

  /// Holds the trade as it is until the transaction ends. - Returns: false when it is not pending any more.
  func lockPending(_ tradeID: TradeID) throws -> Bool {
    try transaction.exists("SELECT 1 FROM trades WHERE id = $1::uuid AND status = 'pending' FOR UPDATE", tradeID)
  }

  func live(_ status: TradeStatus) throws -> [Live] {
    try transaction.execute(
      "SELECT proposal, status, cause_event, entry_price, created_at, opened_at FROM trades WHERE status = $1 ORDER BY created_at, id",
      status
    ).map(Live.init)
  }

  /// Holds the trade's row until the commit, so that its end and the sending of a closing order exclude each other.
  func lockedStatus(_ tradeID: TradeID) throws -> TradeStatus? {
    try transaction.execute("SELECT status FROM trades WHERE id = $1::uuid FOR UPDATE", tradeID).first?.read("status")
  }

  /// - Parameter quantity: what was filled, which may be less than ordered.
  /// - Returns: false when the trade is not pending any more.
  func open(
    _ tradeID: TradeID, exchangeOrderID: String, quantity: Quantity, entryPrice: Price, unprotectedMilliseconds: Int64
  ) throws -> Bool {
    try transaction.exists(
      """
      UPDATE trades SET status = 'open', order_id = $2, entry_price = $3::numeric, unprotected_milliseconds = $4::bigint, opened_at = $5::timestamptz,
        quantity = $6::numeric
      WHERE id = $1::uuid AND status = 'pending' RETURNING id
      """, tradeID, exchangeOrderID, entryPrice, unprotectedMilliseconds, transaction.now, quantity)
  }

  /// Ends a pending trade that never became a position. - Returns: false when it is not pending any more.
  func fail(_ tradeID: TradeID, _ status: TradeStatus, reason: String) throws -> Bool {
    try transaction.exists(
      "UPDATE trades SET status = $2, reason = $3, closed_at = $4::timestamptz WHERE id = $1::uuid AND status = 'pending' RETURNING id",
      tradeID, status, reason, transaction.now)
  }

  /// - Returns: false when the trade is not open any more.
  func close(_ tradeID: TradeID, pnl: Money, reason: String) throws -> Bool {
    try transaction.exists(
      """
      UPDATE trades SET status = 'closed', pnl = $2::numeric, reason = $3, closed_at = $4::timestamptz
      WHERE id = $1::uuid AND status = 'open' RETURNING id
      """, tradeID, pnl, reason, transaction.now)
  }

  /// Newest first. - Parameter after: the last one of the page before.
  func list(_ status: TradeStatus?, after: ExportPage.Key? = nil, limit: Int) throws -> [Trade] {
    try transaction.execute(
      """
      SELECT *, \(Self.firstFill) FROM trades
      WHERE ($1::text IS NULL OR status = $1) AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $4::int
      """, status, after?.at, after?.id, limit
    ).map(Trade.init)
  }

  func find(_ tradeID: TradeID) throws -> Trade? {
    try transaction.execute("SELECT *, \(Self.firstFill) FROM trades WHERE id = $1::uuid", tradeID).first.map(Trade.init)
  }

  /// Those that are known, in no order.
  func find(_ ids: [TradeID]) throws -> [Trade] {
    try transaction.execute(
      "SELECT *, \(Self.firstFill) FROM trades WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb))",
      JSONColumn(ids)
    ).map(Trade.init)
  }

  /// When the position began. An adopted one was filled before anybody recorded its executions, and `opened_at` is when this program saw it.
  private static let firstFill = """
    least(opened_at, CASE WHEN opened_at IS NOT NULL THEN
      (SELECT min(e.executed_at) FROM executions e WHERE e.trade_id = trades.id AND e.kind = 'trade') END) AS began_at
    """

  func unprotectedMilliseconds(_ tradeID: TradeID) throws -> Int64? {
    try transaction.execute("SELECT unprotected_milliseconds FROM trades WHERE id = $1::uuid", tradeID).first?
      .readOptional("unprotected_milliseconds")
  }

  func page(_ page: ExportPage) throws -> [Trade] {
    try transaction.execute(
      """
      SELECT *, \(Self.firstFill) FROM trades
      WHERE ($1::timestamptz IS NULL OR created_at >= $1::timestamptz) AND ($2::timestamptz IS NULL OR created_at < $2::timestamptz)
        AND ($3::timestamptz IS NULL OR (created_at, id) > ($3::timestamptz, $4::uuid))
      ORDER BY created_at, id LIMIT $5::int
      """, page.from, page.to, page.after?.at, page.after?.id, page.limit
    ).map(Trade.init)
  }
}

extension TradeStorage.Live {
  /// - Parameter row: with proposal, status, cause_event, entry_price, created_at and opened_at.
  init(_ row: Row) throws {
    self.init(
      proposal: try row.read("proposal", as: JSONColumn<TradeProposal>.self).value, status: try row.read("status"),
      causedBy: try row.readOptional("cause_event"), entryPrice: try row.readOptional("entry_price"), createdAt: try row.read("created_at"),
      openedAt: try row.readOptional("opened_at"))
  }
}

extension Trade {
  /// - Parameter row: of `trades`, with `began_at`.
  fileprivate init(_ row: Row) throws {
    let status = try row.read("status", as: TradeStatus.self)
    self.init(
      tradeID: try row.read("id"), cycleID: try row.read("cycle_id"), analysisID: try row.read("recommendation_id"),
      symbol: try row.read("symbol"), side: try row.read("side"), status: status, quantity: try row.read("quantity"),
      entryPrice: try row.readOptional("entry_price"), stopLoss: try row.readOptional("stop_loss"),
      takeProfit: try row.readOptional("take_profit"), realizedPnL: status == .closed ? try row.read("pnl") : nil,
      orderID: try row.readOptional("order_id"), reason: try row.readOptional("reason"), createdAt: try row.read("created_at"),
      openedAt: try row.readOptional("began_at"), closedAt: try row.readOptional("closed_at"),
      unprotectedMilliseconds: try row.readOptional("unprotected_milliseconds"),
      adoptedBy: try row.readOptional("adopted_by"))
  }
}
