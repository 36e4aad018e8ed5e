import ArgumentParser
import Instance
import Messages
import Messaging
import Model

/// `autotrader approve`.
struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Approves a proposed trade, or lists what waits for approval.",
    discussion: """
      Examples:
        autotrader approve --list
        autotrader approve --list --json
        autotrader approve 0f3c7a52-6f0e-4b7c-9d51-2f6f6c0d9a11

      The list says how many earlier trades with a like confidence of the same prompt have won, with the interval in which the true rate \
      lies with 95 % certainty.

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
    let (approvals, calibrations) = try await SystemClient.with(instance) { bus, _ in
      let approvals = try await bus.ask(ListApprovals(pendingOnly: true, limit: 200)).approvals
      return (approvals, try await Self.calibrations(approvals, bus))
    }
    let terminal = Terminal.standardOutput
    if json {
      let outputs = approvals.map { approval in
        ApprovalOutput(approval, calibration: calibrations.first { $0.proposalId == approval.proposal.proposalID })
      }
      return try terminal.json(outputs)
    }
    ApprovalTable.make(approvals, calibrations).write(to: terminal)
  }

  /// The list comes without them when the executor does not answer: a proposal can be rejected all the same.
  private static func calibrations(_ approvals: [Approval], _ bus: Bus) async throws -> [CalibrationOutput] {
    do {
      return try await CalibrationSearch(bus: bus).calibrations(of: approvals.map(\.proposal))
    } catch let error as BusError {
      Terminal.standardError.line("how often such trades have won is not known: \(error.description)")
      return []
    }
  }
}
