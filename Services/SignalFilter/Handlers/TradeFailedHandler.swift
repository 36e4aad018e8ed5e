import Database
import Messages
import ServiceKit

struct TradeFailedHandler: EventHandler {
  func handle(_ event: TradeFailed, _ context: EventContext, _ transaction: Transaction) throws {
    try LiveTradeStorage(transaction: transaction).end(event.tradeID.proposal, event.symbol)
  }
}
