import Database
import Messages
import ServiceKit

struct GetSizingHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetSizing) async throws -> GetSizing.Reply {
    try await database.transaction { GetSizing.Reply(sizings: try SizingStorage(transaction: $0).sizings(request.cycleID)) }
  }
}
