import Database
import Messages
import ServiceKit

struct ExportRowsHandler: ReadHandler {
  let database: Database

  func answer(_ request: ExportRows) async throws -> ExportRows.Reply {
    let limit = min(max(request.limit, 1), ExportRows.maximumLimit)
    // One row more than asked for tells whether another page follows.
    let page = ExportPage(
      from: request.from, to: request.to, after: try request.afterKey.map { try ExportPage.Key($0, of: request.table) }, limit: limit + 1)
    return try await database.transaction { transaction in
      switch request.table {
      case .trades:
        let rows = try TradeStorage(transaction: transaction).page(page)
        return ExportRows.Reply(
          trades: Array(rows.prefix(limit)),
          nextKey: Self.next(rows, limit) { ExportPage.Key(at: $0.createdAt, id: $0.tradeID.description) })
      case .executions:
        let rows = try ExecutionStorage(transaction: transaction).page(page)
        return ExportRows.Reply(
          executions: Array(rows.prefix(limit)), nextKey: Self.next(rows, limit) { ExportPage.Key(at: $0.at, id: $0.executionID) })
      case .ledger:
        let rows = try LedgerStorage(transaction: transaction).page(page)
        return ExportRows.Reply(
          ledger: Array(rows.prefix(limit)),
          nextKey: Self.next(rows, limit) { ExportPage.Key(at: $0.at, id: $0.executionID, kind: $0.kind.rawValue) })
      }
    }
  }

  private static func next<Element>(_ rows: [Element], _ limit: Int, _ key: (Element) -> ExportPage.Key) -> String? {
    rows.count > limit ? key(rows[limit - 1]).description : nil
  }
}
