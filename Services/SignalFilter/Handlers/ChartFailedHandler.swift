import Database
import Messages
import ServiceKit

struct ChartFailedHandler: EventHandler {
  func handle(_ event: ChartFailed, _ context: EventContext, _ transaction: Transaction) throws {
    try CycleStorage(transaction: transaction).add(.failed(reason: event.reason, message: event.message), event.symbol, event.cycleID)
  }
}
