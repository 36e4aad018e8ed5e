import ArgumentParser
import Instance
import Model

/// `autotrader reject`.
struct RejectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Rejects a proposed trade.",
    discussion: """
      Example: autotrader reject 0f3c7a52-6f0e-4b7c-9d51-2f6f6c0d9a11

      Exit codes: 0 rejected, 1 it was decided already, has expired or is unknown.
      """)

  @Argument(help: "The proposal's id.")
  var id: String
  @Flag(help: "One JSON object.")
  var json = false
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    if ProposalID(id) == nil { throw ValidationError("'\(id)' is not a proposal's id") }
  }

  func run() async throws {
    guard let proposal = ProposalID(id) else { return }
    try await Decision(proposalID: proposal, approve: false).send(instance, json: json)
  }
}
