import Database
import Messages
import ServiceKit

struct TradeOpenedHandler: EventHandler {
  func handle(_ event: TradeOpened, _ context: EventContext, _ transaction: Transaction) throws {
    try TrackingStorage(transaction: transaction).begin(event)
  }
}
