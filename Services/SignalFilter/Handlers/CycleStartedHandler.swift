import Database
import Messages
import Model
import ServiceKit

struct CycleStartedHandler: EventHandler {
  func handle(_ event: CycleStarted, _ context: EventContext, _ transaction: Transaction) throws {
    try CycleStorage(transaction: transaction).add(event, context.envelope.id, expired: false)
  }

  /// The cycle ended before this service heard of it: no signals, and every symbol says why.
  func expire(_ event: CycleStarted, _ context: EventContext, _ transaction: Transaction) throws {
    try CycleStorage(transaction: transaction).add(event, context.envelope.id, expired: true)
    let rejected = event.symbols.map {
      RejectedCandidate(symbol: $0, rule: "expired", message: "the cycle had ended when the filter saw it")
    }
    try transaction.publish(
      SignalsRanked(
        cycleID: event.cycleID, timeframe: event.timeframe, approveBy: event.approveBy, endsAt: event.endsAt, signals: [],
        rejected: rejected),
      context.cause, actBefore: event.approveBy)
  }
}
