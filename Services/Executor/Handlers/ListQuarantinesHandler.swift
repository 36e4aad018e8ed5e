import Database
import Messages
import ServiceKit

struct ListQuarantinesHandler: ReadHandler {
  let database: Database

  func answer(_ request: ListQuarantines) async throws -> ListQuarantines.Reply {
    try await database.transaction { ListQuarantines.Reply(quarantines: try QuarantineStorage(transaction: $0).inForce()) }
  }
}
