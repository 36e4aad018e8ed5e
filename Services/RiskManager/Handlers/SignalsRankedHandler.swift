import Database
import Messages
import ServiceKit

/// Queues each signal for sizing, in rank order.
struct SignalsRankedHandler: EventHandler {
  func handle(_ event: SignalsRanked, _ context: EventContext, _ transaction: Transaction) throws {
    let sizings = SizingStorage(transaction: transaction)
    for (rank, analysis) in event.signals.enumerated() {
      let signal = RankedSignal(
        cycleID: event.cycleID, timeframe: event.timeframe, analysis: analysis, approveBy: event.approveBy, endsAt: event.endsAt)
      try sizings.add(signal, rank: rank, context.envelope.id)
    }
  }

  func expire(_ event: SignalsRanked, _ context: EventContext, _ transaction: Transaction) throws {
    for analysis in event.signals {
      let declined = TradeDeclined(
        cycleID: event.cycleID, analysisID: analysis.analysisID, symbol: analysis.symbol, reason: "expired",
        message: "the cycle's time for proposals ended at \(event.approveBy)")
      try transaction.publish(declined, context.cause, effectKey: analysis.symbol.description)
    }
  }
}
