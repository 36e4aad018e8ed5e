import Database
import Messages
import ServiceKit

struct ListTradesHandler: ReadHandler {
  let database: Database

  func answer(_ request: ListTrades) async throws -> ListTrades.Reply {
    if let ids = request.tradeIDs {
      let found = try await database.transaction {
        try TradeStorage(transaction: $0).find(Array(ids.prefix(ListTrades.maximumLimit)))
      }
      return ListTrades.Reply(trades: found.sorted { ($0.createdAt, $0.tradeID.description) > ($1.createdAt, $1.tradeID.description) })
    }
    let limit = min(max(request.limit, 1), ListTrades.maximumLimit)
    let after = try request.afterKey.map { try ExportPage.Key($0, of: .trades) }
    // One more than asked for tells whether another page follows.
    let rows = try await database.transaction {
      try TradeStorage(transaction: $0).list(request.status, after: after, limit: limit + 1)
    }
    let next = rows.count > limit ? ExportPage.Key(at: rows[limit - 1].createdAt, id: rows[limit - 1].tradeID.description) : nil
    return ListTrades.Reply(trades: Array(rows.prefix(limit)), nextKey: next?.description)
  }
}
