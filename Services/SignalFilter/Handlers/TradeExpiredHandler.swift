import Database
import Messages
import ServiceKit

struct TradeExpiredHandler: EventHandler {
  func handle(_ event: TradeExpired, _ context: EventContext, _ transaction: Transaction) throws {
    try LiveTradeStorage(transaction: transaction).end(event.proposalID, event.symbol)
  }
}
