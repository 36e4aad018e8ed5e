import Database
import Messages
import Model

extension Reservation.State: DatabaseValue {}

/// The table `reservations`. Counting and adding take one lock, so that two signals never share the last slot.
struct ReservationStorage {
  let transaction: Transaction

  func lock() throws { try transaction.execute("LOCK TABLE reservations IN SHARE ROW EXCLUSIVE MODE") }

  func occupiedSymbols() throws -> Set<Symbol> {
    Set(try transaction.execute("SELECT symbol FROM reservations WHERE state <> 'released'").map { try $0.read("symbol") })
  }

  func openRisk() throws -> Money {
    try transaction.execute("SELECT coalesce(sum(risk_amount), 0) AS risk FROM reservations WHERE state <> 'released'")
      .first?.read("risk") ?? .zero
  }

  /// Proposals whose trade is known to be open.
  func openTrades() throws -> Set<ProposalID> {
    Set(
      try transaction.execute("SELECT proposal_id FROM reservations WHERE state <> 'released' AND opened_at IS NOT NULL")
        .map { try $0.read("proposal_id") })
  }

  /// What the held slots need as margin, less those of `shown`.
  func margin(except shown: Set<ProposalID>) throws -> Money {
    try transaction.execute("SELECT proposal_id, margin FROM reservations WHERE state <> 'released'").reduce(Money.zero) { sum, row in
      shown.contains(try row.read("proposal_id")) ? sum : sum + (try row.read("margin", as: Money.self))
    }
  }

  func markOpen(_ proposalID: ProposalID) throws {
    try transaction.execute(
      "UPDATE reservations SET opened_at = $2::timestamptz WHERE proposal_id = $1::uuid AND opened_at IS NULL", proposalID, transaction.now)
  }

  /// - Parameter margin: what must be free for the entry, fees included.
  func add(_ proposal: TradeProposal, margin: Money) throws {
    try transaction.execute(
      """
      INSERT INTO reservations (proposal_id, cycle_id, symbol, state, risk_amount, margin, enter_by, reserved_at)
      VALUES ($1::uuid, $2::uuid, $3, 'reserved', $4::numeric, $5::numeric, $6::timestamptz, $7::timestamptz)
      """, proposal.proposalID, proposal.cycleID, proposal.symbol, proposal.riskAmount, margin, proposal.enterBy, transaction.now)
  }

  /// The slot of an adopted position. A proposal that waits with a slot on its symbol can become no trade any more and gives it back.
  func take(_ event: TradeOpened, risk: Money) throws {
    try lock()
    try transaction.execute(
      """
      UPDATE reservations SET state = 'released', released_at = $3::timestamptz, release_reason = 'adopted'
      WHERE symbol = $1 AND proposal_id <> $2::uuid AND state <> 'released'
      """, event.symbol, event.tradeID, transaction.now)
    try transaction.execute(
      """
      INSERT INTO reservations (proposal_id, cycle_id, symbol, state, risk_amount, margin, enter_by, reserved_at)
      VALUES ($1::uuid, $2::uuid, $3, 'authorized', $4::numeric, 0, $5::timestamptz, $5::timestamptz)
      ON CONFLICT (proposal_id) DO UPDATE SET state = 'authorized', released_at = NULL, release_reason = NULL
      """, event.tradeID, event.cycleID, event.symbol, risk, transaction.now)
  }

  /// The reservation with its row locked.
  func locked(_ proposalID: ProposalID) throws -> Reservation? {
    try transaction.execute(
      "SELECT proposal_id, symbol, state, enter_by FROM reservations WHERE proposal_id = $1::uuid FOR UPDATE", proposalID
    ).first.map { row in
      Reservation(
        proposalID: try row.read("proposal_id"), symbol: try row.read("symbol"), state: try row.read("state"),
        enterBy: try row.read("enter_by"))
    }
  }

  func authorize(_ proposalID: ProposalID) throws {
    try transaction.execute("UPDATE reservations SET state = 'authorized' WHERE proposal_id = $1::uuid AND state = 'reserved'", proposalID)
  }

  /// The proposal ended without a trade. An authorized entry keeps its slot: only the trade's own end frees it (DESIGN §6.5).
  func withdraw(_ proposalID: ProposalID, reason: String) throws {
    try transaction.execute(
      """
      UPDATE reservations SET state = 'released', released_at = $2::timestamptz, release_reason = $3
      WHERE proposal_id = $1::uuid AND state = 'reserved'
      """, proposalID, transaction.now, reason)
  }

  /// The trade ended.
  func release(_ proposalID: ProposalID, reason: String) throws {
    try transaction.execute(
      """
      UPDATE reservations SET state = 'released', released_at = $2::timestamptz, release_reason = $3
      WHERE proposal_id = $1::uuid AND state <> 'released'
      """, proposalID, transaction.now, reason)
  }

  /// Frees slots whose cycle ended without an authorized entry. - Returns: when the next one may lapse.
  func releaseLapsed() throws -> Timestamp? {
    try transaction.execute(
      """
      UPDATE reservations SET state = 'released', released_at = $1::timestamptz, release_reason = 'lapsed'
      WHERE state = 'reserved' AND enter_by <= $1::timestamptz
      """, transaction.now)
    return try transaction.execute("SELECT min(enter_by) AS next FROM reservations WHERE state = 'reserved'").first?.readOptional("next")
  }
}
