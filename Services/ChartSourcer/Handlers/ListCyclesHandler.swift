import Database
import Messages
import ServiceKit

struct ListCyclesHandler: ReadHandler {
  let database: Database

  func answer(_ request: ListCycles) async throws -> ListCycles.Reply {
    let limit = min(max(request.limit, 1), 200)
    return ListCycles.Reply(cycles: try await database.transaction { try StoryStorage(transaction: $0).reports(nil, limit: limit) })
  }
}
