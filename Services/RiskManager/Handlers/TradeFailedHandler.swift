import Database
import Messages
import ServiceKit

struct TradeFailedHandler: EventHandler {
  func handle(_ event: TradeFailed, _ context: EventContext, _ transaction: Transaction) throws {
    try ReservationStorage(transaction: transaction).release(event.tradeID.proposal, reason: "failed: \(event.reason)")
  }
}
