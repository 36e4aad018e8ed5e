import Database
import Messages
import ServiceKit

struct GetProposalsHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetProposals) async throws -> GetProposals.Reply {
    let ids = Array(request.proposalIDs.prefix(GetProposals.maximumCount))
    return try await database.transaction { GetProposals.Reply(approvals: try ApprovalStorage(transaction: $0).list(ids)) }
  }
}
