import Database
import Messages
import Model
import ServiceKit

/// Takes a confirmed trade in as pending. The worker does the rest.
struct TradeConfirmedHandler: EventHandler {
  /// On whose exchange the trade will be.
  let mode: TradingMode

  func handle(_ event: TradeConfirmed, _ context: EventContext, _ transaction: Transaction) throws {
    let trades = TradeStorage(transaction: transaction)
    guard try !trades.hasLive(event.proposal.symbol, besides: event.proposal.proposalID.trade) else {
      return try end(event, context, transaction, reason: "symbolTaken", "another trade on \(event.proposal.symbol) is not over")
    }
    if let refusal = try QuarantineStorage(transaction: transaction).inForce(onEntryTo: event.proposal.symbol).refusal {
      return try end(event, context, transaction, reason: "quarantined", refusal)
    }
    _ = try trades.add(event.proposal, context.envelope.id, mode, status: .pending, reason: nil)
  }

  func expire(_ event: TradeConfirmed, _ context: EventContext, _ transaction: Transaction) throws {
    try end(event, context, transaction, reason: "expired", "the cycle ended at \(event.proposal.enterBy) before the executor heard of it")
  }

  private func end(
    _ event: TradeConfirmed, _ context: EventContext, _ transaction: Transaction, reason: String, _ message: String
  ) throws {
    let proposal = event.proposal
    let trades = TradeStorage(transaction: transaction)
    guard try trades.add(proposal, context.envelope.id, mode, status: .cancelled, reason: "\(reason): \(message)") else { return }
    try transaction.publish(
      TradeFailed(tradeID: proposal.proposalID.trade, cycleID: proposal.cycleID, symbol: proposal.symbol, reason: reason, message: message),
      context.cause)
  }
}
