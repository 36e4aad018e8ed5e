import Database
import Messages
import ServiceKit

struct GetVerdictsHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetVerdicts) async throws -> GetVerdicts.Reply {
    try await database.transaction { GetVerdicts.Reply(verdicts: try CycleStorage(transaction: $0).verdicts(request.cycleID)) }
  }
}
