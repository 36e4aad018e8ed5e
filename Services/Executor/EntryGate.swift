import Messages
import Messaging
import Model

/// The last question before an entry. No answer, no entry (DESIGN §6.5).
protocol EntryGate: Sendable {
  func authorize(_ proposalID: ProposalID, _ symbol: Symbol) async throws -> AuthorizeEntry.Reply
}

struct BusEntryGate: EntryGate {
  let bus: Bus

  func authorize(_ proposalID: ProposalID, _ symbol: Symbol) async throws -> AuthorizeEntry.Reply {
    try await bus.ask(AuthorizeEntry(proposalID: proposalID, symbol: symbol), within: .seconds(1))
  }
}
