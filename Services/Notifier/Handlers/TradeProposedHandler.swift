import Database
import Messages
import Model
import ServiceKit

struct TradeProposedHandler: EventHandler {
  let automaticDelay: Duration?
  var queue = NoticeQueue.none

  func handle(_ event: TradeProposed, _ context: EventContext, _ transaction: Transaction) throws {
    try ApprovalStorage(transaction: transaction).add(
      event.proposal, context.envelope.id, automaticAt: automaticDelay.map { transaction.now + $0 })
    try queue.add(event.proposal, transaction)
  }

  func expire(_ event: TradeProposed, _ context: EventContext, _ transaction: Transaction) throws {
    let approvals = ApprovalStorage(transaction: transaction)
    let message = "the proposal arrived after \(event.proposal.approveBy)"
    try approvals.add(event.proposal, context.envelope.id, automaticAt: nil)
    _ = try approvals.expire(event.proposal.proposalID, message)
    try transaction.publish(
      TradeExpired(
        proposalID: event.proposal.proposalID, cycleID: event.proposal.cycleID, symbol: event.proposal.symbol, message: message),
      context.cause)
  }
}
