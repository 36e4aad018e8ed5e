import Model

/// A signal was sized and a slot is reserved for it.
package struct TradeProposed: Event {
  package static let topic = Topic(.riskManager, "trade.proposed")
  package static let version = 1

  package let proposal: TradeProposal

  package var key: String { proposal.proposalID.description }

  package init(proposal: TradeProposal) {
    self.proposal = proposal
  }
}
