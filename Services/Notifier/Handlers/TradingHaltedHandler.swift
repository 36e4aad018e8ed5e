import Database
import Messages
import ServiceKit

/// A halt withdraws every proposal that waits; a pause leaves them to be decided, and the gate refuses them (DESIGN §6.5).
struct TradingHaltedHandler: EventHandler {
  var queue = NoticeQueue.none

  func handle(_ event: TradingHalted, _ context: EventContext, _ transaction: Transaction) throws {
    try AlertStorage(transaction: transaction).add(AlertNote(event), context.envelope)
    try queue.add(
      .tradingHalted, NoticeText.html(event), cause: "event/\(context.envelope.id)", occurredAt: context.envelope.occurredAt, transaction)
    guard event.level == .halted else { return }
    let approvals = ApprovalStorage(transaction: transaction)
    let decision = Decision(status: .rejected, channel: .halt, decidedBy: context.envelope.topic.producer.rawValue, message: event.message)
    for stored in try approvals.pending() {
      let proposal = stored.approval.proposal
      guard try approvals.decide(proposal.proposalID, decision) else { continue }
      try transaction.publish(
        TradeRejected(
          proposalID: proposal.proposalID, cycleID: proposal.cycleID, symbol: proposal.symbol, channel: decision.channel,
          decidedBy: decision.decidedBy, reason: decision.message),
        Cause(correlationID: proposal.cycleID.correlation, causationID: context.envelope.id))
    }
  }
}
