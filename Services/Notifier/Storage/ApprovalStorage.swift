import Database
import Messages
import Model

extension ApprovalStatus: DatabaseValue {}
extension ApprovalChannel: DatabaseValue {}

/// The table `approvals`: a proposal is pending, then decided once.
struct ApprovalStorage {
  let transaction: Transaction

  struct Stored: Sendable {
    let approval: Approval
    let causedBy: EventID
  }

  func add(_ proposal: TradeProposal, _ causedBy: EventID, automaticAt: Timestamp?) throws {
    try transaction.execute(
      """
      INSERT INTO approvals (proposal_id, cycle_id, symbol, proposal, cause_event, status, approve_by, automatic_at, received_at)
      VALUES ($1::uuid, $2::uuid, $3, $4::jsonb, $5::uuid, 'pending', $6::timestamptz, $7::timestamptz, $8::timestamptz)
      """, proposal.proposalID, proposal.cycleID, proposal.symbol, JSONColumn(proposal), causedBy, proposal.approveBy, automaticAt,
      transaction.now)
  }

  func find(_ proposalID: ProposalID) throws -> Stored? {
    try transaction.execute("SELECT * FROM approvals WHERE proposal_id = $1::uuid", proposalID).first.map(read)
  }

  /// The compare-and-set on which every channel meets. The decision is also queued to be written into the messages that asked for it.
  /// - Returns: false when somebody else has decided.
  func decide(_ proposalID: ProposalID, _ decision: Decision) throws -> Bool {
    let isFirst = try transaction.exists(
      """
      UPDATE approvals SET status = $2, channel = $3, decided_by = $4, message = $5, decided_at = $6::timestamptz
      WHERE proposal_id = $1::uuid AND status = 'pending' RETURNING proposal_id
      """, proposalID, decision.status, decision.channel, decision.decidedBy, decision.message, transaction.now)
    if isFirst {
      let html = DecisionText.html(
        decision.status, channel: decision.channel, decidedBy: decision.decidedBy, decision.message, at: transaction.now)
      try DeliveryStorage(transaction: transaction).addDecision(proposalID, html)
    }
    return isFirst
  }

  func expire(_ proposalID: ProposalID, _ message: String) throws -> Bool {
    let isFirst = try transaction.exists(
      """
      UPDATE approvals SET status = 'expired', message = $2, decided_at = $3::timestamptz
      WHERE proposal_id = $1::uuid AND status = 'pending' RETURNING proposal_id
      """, proposalID, message, transaction.now)
    if isFirst {
      let html = DecisionText.html(.expired, channel: nil, decidedBy: nil, message, at: transaction.now)
      try DeliveryStorage(transaction: transaction).addDecision(proposalID, html)
    }
    return isFirst
  }

  func pending() throws -> [Stored] {
    try transaction.execute("SELECT * FROM approvals WHERE status = 'pending' ORDER BY received_at, proposal_id").map(read)
  }

  /// A pending proposal whose time is up, or that came before the clock was set back; locked.
  func nextExpired() throws -> Stored? {
    try transaction.execute(
      """
      SELECT * FROM approvals WHERE status = 'pending' AND (approve_by <= $1::timestamptz OR received_at > $2::timestamptz)
      ORDER BY approve_by LIMIT 1 FOR UPDATE
      """, transaction.now, transaction.now + TimeWindow.tolerance
    ).first.map(read)
  }

  /// Pending proposals whose delay for a person is over.
  func dueAutomatically() throws -> [Stored] {
    try transaction.execute(
      """
      SELECT * FROM approvals WHERE status = 'pending' AND automatic_at <= $1::timestamptz AND approve_by > $1::timestamptz
      ORDER BY automatic_at
      """, transaction.now
    ).map(read)
  }

  /// When a pending proposal next becomes due.
  func nextDue() throws -> Timestamp? {
    try transaction.execute(
      """
      SELECT min(least(approve_by, CASE WHEN automatic_at > $1::timestamptz THEN automatic_at END)) AS next
      FROM approvals WHERE status = 'pending'
      """, transaction.now
    ).first?.readOptional("next")
  }

  func list(pendingOnly: Bool, limit: Int) throws -> [Approval] {
    try transaction.execute(
      "SELECT * FROM approvals WHERE status = 'pending' OR NOT $1::boolean ORDER BY received_at DESC LIMIT $2::int", pendingOnly, limit
    ).map { try read($0).approval }
  }

  func list(_ ids: [ProposalID]) throws -> [Approval] {
    try transaction.execute(
      "SELECT * FROM approvals WHERE proposal_id IN (SELECT id::uuid FROM jsonb_array_elements_text($1::jsonb) AS id)", JSONColumn(ids)
    ).map { try read($0).approval }
  }

  private func read(_ row: Row) throws -> Stored {
    let approval = Approval(
      proposal: try row.read("proposal", as: JSONColumn<TradeProposal>.self).value, status: try row.read("status"),
      channel: try row.readOptional("channel"), decidedBy: try row.readOptional("decided_by"), message: try row.readOptional("message"),
      decidedAt: try row.readOptional("decided_at"))
    return Stored(approval: approval, causedBy: try row.read("cause_event"))
  }
}
