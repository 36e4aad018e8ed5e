import Database
import Messages
import ServiceKit

struct GetAnalysisHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetAnalysis) async throws -> GetAnalysis.Reply {
    try await database.transaction { try ResultStorage(transaction: $0).find(request.analysisID) }
  }
}
