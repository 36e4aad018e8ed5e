import Database
import Messages
import ServiceKit

struct ListTradesHandler: ReadHandler {
  let database: Database

  func answer(_ request: ListTrades) async throws -> ListTrades.Reply {
    let limit = min(max(request.limit, 1), 200)
    return try await database.transaction { ListTrades.Reply(trades: try TradeStorage(transaction: $0).list(request.status, limit: limit)) }
  }
}
