import Database
import Logging
import Messages
import Model
import ServiceKit

/// Ends proposals at `approveBy` and, in paper trading, approves them after the configured delay.
struct ApprovalClock: Worker {
  let name = "approval-clock"
  let database: Database
  let desk: ApprovalDesk
  let logger: Logger

  func step() async throws -> WorkerOutcome {
    let expired = try await database.transaction { transaction in
      guard let stored = try ApprovalStorage(transaction: transaction).nextExpired() else { return false }
      try desk.expire(stored, transaction)
      return true
    }
    if expired { return .worked }
    var firstFailure: (any Error)?
    for due in try await database.transaction({ try ApprovalStorage(transaction: $0).dueAutomatically() }) {
      do {
        try await approve(due)
        return .worked
      } catch {
        // The price of one symbol cannot be read: the others are not held up.
        firstFailure = firstFailure ?? error
      }
    }
    if let firstFailure { throw firstFailure }
    return .idle(until: try await database.transaction { try ApprovalStorage(transaction: $0).nextDue() })
  }

  private func approve(_ due: ApprovalStorage.Stored) async throws {
    let request = DecideProposal(
      proposalID: due.approval.proposal.proposalID, approve: true, channel: .automatic, decidedBy: "paper policy")
    let reply = try await desk.decide(request)
    logger.info(
      "proposal decided",
      metadata: [
        "proposal.id": "\(request.proposalID)", "status": "\(reply.status.rawValue)", "message": "\(reply.message)",
        "correlation.id": "\(due.approval.proposal.cycleID)",
      ])
  }
}
