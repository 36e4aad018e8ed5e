import Database
import Messages
import ServiceKit

/// From now on the wallet shows what the trade binds. An adopted position takes its slot now, whether or not one is free.
struct TradeOpenedHandler: EventHandler {
  func handle(_ event: TradeOpened, _ context: EventContext, _ transaction: Transaction) throws {
    let reservations = ReservationStorage(transaction: transaction)
    if let adoption = event.adoption { try reservations.take(event, risk: adoption.riskAmount) }
    try reservations.markOpen(event.tradeID.proposal)
  }
}
