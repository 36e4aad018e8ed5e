import Database
import Messages
import ServiceKit

struct OrderFilledHandler: EventHandler {
  func handle(_ event: OrderFilled, _ context: EventContext, _ transaction: Transaction) throws {
    try TrackingStorage(transaction: transaction).checkNow(event.tradeID)
  }
}
