import Database
import Messages
import ServiceKit

struct GetTradeStoryHandler: ReadHandler {
  let database: Database

  func answer(_ request: GetTradeStory) async throws -> GetTradeStory.Reply {
    let tradeID = request.tradeID
    return try await database.transaction { transaction in
      let trades = TradeStorage(transaction: transaction)
      guard let trade = try trades.find(tradeID) else { return GetTradeStory.Reply(story: nil) }
      let orders = OrderStorage(transaction: transaction)
      return GetTradeStory.Reply(
        story: TradeStory(
          trade: trade, orders: try orders.list(tradeID), orderEvents: try orders.events(tradeID),
          executions: try ExecutionStorage(transaction: transaction).list(tradeID),
          ledger: try LedgerStorage(transaction: transaction).list(tradeID),
          unprotectedMilliseconds: try trades.unprotectedMilliseconds(tradeID),
          closeRequestedBy: try CloseRequestStorage(transaction: transaction).decidedBy(tradeID)))
    }
  }
}
