import Model

/// A proposal was approved.
package struct TradeConfirmed: Event {
  package static let topic = Topic(.notifier, "trade.confirmed")
  package static let version = 1

  package let proposal: TradeProposal
  package let channel: ApprovalChannel
  package let decidedBy: String

  package var key: String { proposal.proposalID.description }

  package init(proposal: TradeProposal, channel: ApprovalChannel, decidedBy: String) {
    self.proposal = proposal
    self.channel = channel
    self.decidedBy = decidedBy
  }
}
