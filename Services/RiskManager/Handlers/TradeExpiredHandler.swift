import Database
import Messages
import ServiceKit

struct TradeExpiredHandler: EventHandler {
  func handle(_ event: TradeExpired, _ context: EventContext, _ transaction: Transaction) throws {
    try ReservationStorage(transaction: transaction).withdraw(event.proposalID, reason: "expired")
  }
}
