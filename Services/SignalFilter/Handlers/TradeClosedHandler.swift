import Database
import Messages
import ServiceKit

struct TradeClosedHandler: EventHandler {
  func handle(_ event: TradeClosed, _ context: EventContext, _ transaction: Transaction) throws {
    try LiveTradeStorage(transaction: transaction).end(event.tradeID.proposal, event.symbol)
  }
}
