import Messages
import ServiceKit

struct DecideProposalHandler: RequestHandler {
  let desk: ApprovalDesk

  /// The channel `automatic` is the paper policy's own and cannot be asked for (DESIGN §6.7).
  func answer(_ request: DecideProposal) async throws -> DecideProposal.Reply {
    guard request.channel != .automatic else {
      return DecideProposal.Reply(accepted: false, status: .pending, message: "nobody may decide as \(request.channel.rawValue)")
    }
    return try await desk.decide(request)
  }
}
