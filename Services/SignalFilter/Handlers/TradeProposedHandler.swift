import Database
import Messages
import ServiceKit

struct TradeProposedHandler: EventHandler {
  func handle(_ event: TradeProposed, _ context: EventContext, _ transaction: Transaction) throws {
    try LiveTradeStorage(transaction: transaction).begin(event.proposal.proposalID, event.proposal.symbol)
  }
}
