import Database
import Messages
import ServiceKit

struct GetCycleHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetCycle) async throws -> GetCycle.Reply {
    GetCycle.Reply(cycle: try await database.transaction { try StoryStorage(transaction: $0).reports(request.cycleID, limit: 1).first })
  }
}
