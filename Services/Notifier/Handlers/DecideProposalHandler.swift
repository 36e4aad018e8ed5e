import Messages
import ServiceKit

struct DecideProposalHandler: RequestHandler {
  let desk: ApprovalDesk
  func answer(_ request: DecideProposal) async throws -> DecideProposal.Reply { try await desk.decide(request) }
}
