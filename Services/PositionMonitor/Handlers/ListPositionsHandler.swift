import Database
import Messages
import ServiceKit

struct ListPositionsHandler: ReadHandler {
  let database: Database

  func answer(_ request: ListPositions) async throws -> ListPositions.Reply {
    try await database.transaction { ListPositions.Reply(positions: try TrackingStorage(transaction: $0).livePositions()) }
  }
}
