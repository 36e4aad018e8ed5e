import Database
import Messages
import ServiceKit

struct TradeClosedHandler: EventHandler {
  func handle(_ event: TradeClosed, _ context: EventContext, _ transaction: Transaction) throws {
    try ReservationStorage(transaction: transaction).release(event.tradeID.proposal, reason: "closed")
  }
}
