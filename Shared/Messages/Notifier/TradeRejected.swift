import Model

/// A proposal was refused by a person or by a check at the approval.
package struct TradeRejected: Event {
  package static let topic = Topic(.notifier, "trade.rejected")
  package static let version = 1

  package let proposalID: ProposalID
  package let cycleID: CycleID
  package let symbol: Symbol
  package let channel: ApprovalChannel
  package let decidedBy: String
  package let reason: String

  package var key: String { proposalID.description }

  package init(proposalID: ProposalID, cycleID: CycleID, symbol: Symbol, channel: ApprovalChannel, decidedBy: String, reason: String) {
    self.proposalID = proposalID
    self.cycleID = cycleID
    self.symbol = symbol
    self.channel = channel
    self.decidedBy = decidedBy
    self.reason = reason
  }
}
