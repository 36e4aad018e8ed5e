import Database
import Messages
import ServiceKit

struct GetFreshAnalysesHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetFreshAnalyses) async throws -> GetFreshAnalyses.Reply {
    try await database.transaction { transaction in
      GetFreshAnalyses.Reply(
        analyses: try ResultStorage(transaction: transaction).find(request.timeframe, request.candleClose, request.symbols))
    }
  }
}
