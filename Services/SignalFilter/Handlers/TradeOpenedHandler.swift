import Database
import Messages
import ServiceKit

/// A proposal occupies its symbol already; an adopted position comes without one.
struct TradeOpenedHandler: EventHandler {
  func handle(_ event: TradeOpened, _ context: EventContext, _ transaction: Transaction) throws {
    guard event.adoption != nil else { return }
    try LiveTradeStorage(transaction: transaction).begin(event.tradeID.proposal, event.symbol)
  }
}
