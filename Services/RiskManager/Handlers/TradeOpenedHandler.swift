import Database
import Messages
import ServiceKit

/// From now on the wallet shows what the trade binds.
struct TradeOpenedHandler: EventHandler {
  func handle(_ event: TradeOpened, _ context: EventContext, _ transaction: Transaction) throws {
    try ReservationStorage(transaction: transaction).markOpen(event.tradeID.proposal)
  }
}
