import Model

/// Nobody decided on a proposal in time.
package struct TradeExpired: Event {
  package static let topic = Topic(.notifier, "trade.expired")
  package static let version = 1

  package let proposalID: ProposalID
  package let cycleID: CycleID
  package let symbol: Symbol
  package let message: String

  package var key: String { proposalID.description }

  package init(proposalID: ProposalID, cycleID: CycleID, symbol: Symbol, message: String) {
    self.proposalID = proposalID
    self.cycleID = cycleID
    self.symbol = symbol
    self.message = message
  }
}
