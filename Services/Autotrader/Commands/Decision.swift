import FoundationEssentials
import Instance
import Messages
import Model

/// A person's decision on a proposal, given on the command line.
struct Decision: Sendable {
  let proposalID: ProposalID
  let approve: Bool

  private struct Output: Encodable {
    let proposalId: ProposalID
    let accepted: Bool
    let status: ApprovalStatus
    let message: String
  }

  /// - Throws: ``CommandFailure`` when this decision did not count.
  func send(_ instance: InstanceOptions, json: Bool) async throws {
    let person = ProcessInfo.processInfo.environment["USER"] ?? "command line"
    let request = DecideProposal(proposalID: proposalID, approve: approve, channel: .cli, decidedBy: person)
    let reply = try await SystemClient.with(instance) { bus, _ in try await bus.ask(request) }
    let terminal = Terminal.standardOutput
    if json {
      try terminal.json(Output(proposalId: proposalID, accepted: reply.accepted, status: reply.status, message: reply.message))
    } else if reply.accepted {
      terminal.line("\(reply.status.rawValue): \(reply.message)")
    }
    guard reply.accepted else { throw CommandFailure(.failed, "not accepted (\(reply.status.rawValue)): \(reply.message)") }
  }
}
