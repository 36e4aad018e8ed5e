import Database
import Messages
import Model

extension TradingLevel: DatabaseValue {}
extension StopReason: DatabaseValue {}

/// The one row of `trading_state` and its log. Whoever decides on it reads it here in the same transaction, before any other lock: a change
/// waits for the decisions under way, and a decision that comes after the change sees it.
struct TradingStateStorage {
  let transaction: Transaction

  /// For decisions: the state cannot change before this transaction ends.
  func held() throws -> TradingState { try read("SELECT * FROM trading_state FOR SHARE") }

  /// For changes.
  func locked() throws -> TradingState { try read("SELECT * FROM trading_state FOR UPDATE") }

  /// For showing.
  func current() throws -> TradingState { try read("SELECT * FROM trading_state") }

  func save(_ state: TradingState) throws {
    let equity = state.equity
    try transaction.execute(
      """
      UPDATE trading_state SET level = $1, reason = $2, message = $3, decided_by = $4, since = $5::timestamptz, day = $6::timestamptz,
        day_start_equity = $7::numeric, peak_equity = $8::numeric, last_equity = $9::numeric, observed_at = $10::timestamptz,
        updated_at = $11::timestamptz
      """, state.level, state.reason, state.message, state.decidedBy, state.since, equity.day, equity.dayStart, equity.peak, equity.last,
      equity.observedAt, transaction.now)
  }

  func log(_ action: String, _ state: TradingState, _ message: String, by person: String) throws {
    try transaction.execute(
      """
      INSERT INTO trading_state_events (action, level, reason, message, decided_by, equity, at)
      VALUES ($1, $2, $3, $4, $5, $6::numeric, $7::timestamptz)
      """, action, state.level, state.reason, message, person, state.equity.last, transaction.now)
  }

  private func read(_ query: String) throws -> TradingState {
    guard let row = try transaction.execute(query).first else {
      throw DatabaseError(.unexpectedValue, "the table trading_state has lost its row")
    }
    let equity = EquityRecord(
      day: try row.readOptional("day"), dayStart: try row.readOptional("day_start_equity"), peak: try row.readOptional("peak_equity"),
      last: try row.readOptional("last_equity"), observedAt: try row.readOptional("observed_at"))
    return TradingState(
      level: try row.read("level"), reason: try row.readOptional("reason"), message: try row.readOptional("message"),
      decidedBy: try row.readOptional("decided_by"), since: try row.read("since"), equity: equity)
  }
}
