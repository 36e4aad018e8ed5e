import Database
import Messages
import ServiceKit

struct ListApprovalsHandler: ReadHandler {
  let database: Database

  func answer(_ request: ListApprovals) async throws -> ListApprovals.Reply {
    let limit = min(max(request.limit, 1), 200)
    return try await database.transaction {
      ListApprovals.Reply(approvals: try ApprovalStorage(transaction: $0).list(pendingOnly: request.pendingOnly, limit: limit))
    }
  }
}
