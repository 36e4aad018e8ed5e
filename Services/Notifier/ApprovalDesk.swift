import Database
import Messages
import Model
import TradingRules

/// The one place where a proposal is decided, whatever the channel.
struct ApprovalDesk: Sendable {
  let database: Database
  let prices: any PriceSource
  let slots: any SlotSource
  let maximumDrift: Double

  /// Approves or rejects. An approval is checked against the slots and the price of this moment first; when one of them cannot be read, or
  /// trading is stopped, nothing is decided.
  func decide(_ request: DecideProposal) async throws -> DecideProposal.Reply {
    let found = try await database.transaction { try ApprovalStorage(transaction: $0).find(request.proposalID) }
    guard let found else {
      return DecideProposal.Reply(accepted: false, status: .unknown, message: "there is no proposal \(request.proposalID)")
    }
    let proposal = found.approval.proposal
    guard found.approval.status == .pending else { return Self.alreadyDecided(found) }
    var decision = Decision(
      status: request.approve ? .confirmed : .rejected, channel: request.channel, decidedBy: request.decidedBy,
      message: request.approve ? "approved" : "rejected")
    if request.approve {
      if request.channel != .automatic {
        // The paper policy leaves this to the gate: it would only ask again and again.
        let slots = try await slots.slots()
        if let stop = slots.stopMessage ?? slots.stopReason {
          return DecideProposal.Reply(accepted: false, status: .pending, message: "trading is stopped: \(stop)")
        }
        if !slots.symbols.contains(proposal.symbol) {
          decision = Decision(
            status: .rejected, channel: request.channel, decidedBy: request.decidedBy,
            message: "the slot reserved for it is gone: \(slots.occupied) of \(slots.limit) are taken by others")
          return try await record(decision, found)
        }
      }
      let price = try await prices.lastPrice(proposal.symbol)
      if let objection = PriceDrift.objection(
        proposal.side, entry: proposal.entryPrice, stopLoss: proposal.stopLoss, takeProfit: proposal.takeProfit,
        averageTrueRange: proposal.averageTrueRange, lastPrice: price, maximumDrift: maximumDrift)
      {
        decision = Decision(status: .rejected, channel: request.channel, decidedBy: request.decidedBy, message: objection)
      }
    }
    return try await record(decision, found)
  }

  private func record(_ decision: Decision, _ found: ApprovalStorage.Stored) async throws -> DecideProposal.Reply {
    let proposal = found.approval.proposal
    return try await database.transaction { transaction in
      let approvals = ApprovalStorage(transaction: transaction)
      let cause = Cause(correlationID: proposal.cycleID.correlation, causationID: found.causedBy)
      guard proposal.approvalWindow.isOpen(at: transaction.now) else {
        try expire(found, transaction)
        return Self.alreadyDecided(try approvals.find(proposal.proposalID) ?? found)
      }
      guard try approvals.decide(proposal.proposalID, decision) else {
        return Self.alreadyDecided(try approvals.find(proposal.proposalID) ?? found)
      }
      if decision.status == .confirmed {
        try transaction.publish(
          TradeConfirmed(proposal: proposal, channel: decision.channel, decidedBy: decision.decidedBy), cause, actBefore: proposal.enterBy)
      } else {
        try transaction.publish(
          TradeRejected(
            proposalID: proposal.proposalID, cycleID: proposal.cycleID, symbol: proposal.symbol, channel: decision.channel,
            decidedBy: decision.decidedBy, reason: decision.message), cause)
      }
      return DecideProposal.Reply(accepted: true, status: decision.status, message: decision.message)
    }
  }

  /// Ends a pending proposal whose time is up.
  func expire(_ stored: ApprovalStorage.Stored, _ transaction: Transaction) throws {
    let proposal = stored.approval.proposal
    let message =
      transaction.now < proposal.approveBy ? "the clock was set back to \(transaction.now)" : "nobody decided before \(proposal.approveBy)"
    guard try ApprovalStorage(transaction: transaction).expire(proposal.proposalID, message) else { return }
    try transaction.publish(
      TradeExpired(proposalID: proposal.proposalID, cycleID: proposal.cycleID, symbol: proposal.symbol, message: message),
      Cause(correlationID: proposal.cycleID.correlation, causationID: stored.causedBy))
  }

  private static func alreadyDecided(_ stored: ApprovalStorage.Stored) -> DecideProposal.Reply {
    let approval = stored.approval
    return DecideProposal.Reply(
      accepted: false, status: approval.status, message: "already \(approval.status.rawValue): \(approval.message ?? "")")
  }
}
