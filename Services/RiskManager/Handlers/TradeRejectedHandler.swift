import Database
import Messages
import ServiceKit

struct TradeRejectedHandler: EventHandler {
  func handle(_ event: TradeRejected, _ context: EventContext, _ transaction: Transaction) throws {
    try ReservationStorage(transaction: transaction).withdraw(event.proposalID, reason: "rejected")
  }
}
