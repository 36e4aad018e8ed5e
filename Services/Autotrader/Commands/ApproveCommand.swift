import ArgumentParser
import Instance
import Messages
import Model

/// `autotrader approve`.
struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Approves a proposed trade, or lists what waits for approval.",
    discussion: """
      Examples:
        autotrader approve --list
        autotrader approve 0f3c7a52-6f0e-4b7c-9d51-2f6f6c0d9a11

      Exit codes: 0 approved, 1 it was decided already, has expired or is unknown.
      """)

  @Argument(help: "The proposal's id.")
  var id: String?
  @Flag(help: "List the proposals that wait.")
  var list = false
  @Flag(help: "JSON.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard list == (id == nil) else { throw ValidationError("give a proposal's id, or --list") }
    if let id, ProposalID(id) == nil { throw ValidationError("'\(id)' is not a proposal's id") }
  }

  func run() async throws {
    if let proposal = id.flatMap({ ProposalID($0) }) {
      return try await Decision(proposalID: proposal, approve: true).send(instance, json: json)
    }
    let approvals = try await SystemClient.with(instance) { bus, _ in
      try await bus.ask(ListApprovals(pendingOnly: true, limit: 200)).approvals
    }
    let terminal = Terminal.standardOutput
    if json { return try terminal.json(approvals.map(ApprovalOutput.init)) }
    ApprovalTable.make(approvals).write(to: terminal)
  }
}
