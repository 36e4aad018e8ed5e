import Database
import Messages
import ServiceKit

struct GetKlinesHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetKlines) async throws -> GetKlines.Reply {
    let limit = min(max(request.limit, 1), 5000)
    return try await database.transaction { transaction in
      GetKlines.Reply(
        candles: try KlineStorage(transaction: transaction).candles(
          request.symbol, request.timeframe, closedBy: request.closedBy, limit: limit))
    }
  }
}
