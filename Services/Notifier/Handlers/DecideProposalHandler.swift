import Messages
import ServiceKit

struct DecideProposalHandler: RequestHandler {
  let desk: ApprovalDesk

  /// The channels `automatic` and `halt` are the paper policy's and the halt's own and cannot be asked for (DESIGN §6.7).
  func answer(_ request: DecideProposal) async throws -> DecideProposal.Reply {
    guard request.channel != .automatic, request.channel != .halt else {
      return DecideProposal.Reply(accepted: false, status: .pending, message: "nobody may decide as \(request.channel.rawValue)")
    }
    return try await desk.decide(request)
  }
}
