import Database
import Messages
import Model
import ServiceKit

struct ChartCapturedHandler: EventHandler {
  func handle(_ event: ChartCaptured, _ context: EventContext, _ transaction: Transaction) throws {
    // Charts are always published with a deadline; one without counts as having all of its timeframe.
    let deadline = context.envelope.actBefore ?? context.envelope.occurredAt + event.timeframe.duration
    try JobStorage(transaction: transaction).add(event, context.envelope.id, analysisBy: deadline)
  }

  func expire(_ event: ChartCaptured, _ context: EventContext, _ transaction: Transaction) throws {
    let deadline = context.envelope.actBefore ?? context.envelope.occurredAt
    try JobStorage(transaction: transaction).add(event, context.envelope.id, analysisBy: deadline, state: "expired")
    let failed = AnalysisFailed(
      cycleID: event.cycleID, symbol: event.symbol, timeframe: event.timeframe, candleClose: event.candleClose, reason: "expired",
      message: "the chart arrived after \(deadline)")
    try transaction.publish(failed, context.cause, effectKey: "outcome")
  }
}
