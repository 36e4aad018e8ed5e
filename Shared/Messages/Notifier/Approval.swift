import Model

/// A proposal and what was decided on it.
package struct Approval: Codable, Sendable, Equatable {
  package let proposal: TradeProposal
  package let status: ApprovalStatus
  package let channel: ApprovalChannel?
  package let decidedBy: String?
  package let message: String?
  package let decidedAt: Timestamp?

  package init(
    proposal: TradeProposal, status: ApprovalStatus, channel: ApprovalChannel? = nil, decidedBy: String? = nil, message: String? = nil,
    decidedAt: Timestamp? = nil
  ) {
    self.proposal = proposal
    self.status = status
    self.channel = channel
    self.decidedBy = decidedBy
    self.message = message
    self.decidedAt = decidedAt
  }
}
