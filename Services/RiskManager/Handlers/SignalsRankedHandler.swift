import Database
import Messages
import ServiceKit

/// Queues each signal for sizing, in rank order.
struct SignalsRankedHandler: EventHandler {
  func handle(_ event: SignalsRanked, _ context: EventContext, _ transaction: Transaction) throws {
    for (rank, signal) in signals(event).enumerated() {
      try SizingStorage(transaction: transaction).add(signal, rank: rank, context.envelope.id)
    }
  }

  func expire(_ event: SignalsRanked, _ context: EventContext, _ transaction: Transaction) throws {
    let message = "the cycle's time for proposals ended at \(event.approveBy)"
    let sizings = SizingStorage(transaction: transaction)
    for (rank, signal) in signals(event).enumerated() {
      try sizings.add(signal, rank: rank, context.envelope.id)
      _ = try sizings.decide(signal, .decline(reason: "expired", message: message, steps: []))
      let declined = TradeDeclined(
        cycleID: event.cycleID, analysisID: signal.analysis.analysisID, symbol: signal.analysis.symbol, reason: "expired", message: message)
      try transaction.publish(declined, context.cause, effectKey: declined.symbol.description)
    }
  }

  private func signals(_ event: SignalsRanked) -> [RankedSignal] {
    event.signals.map {
      RankedSignal(cycleID: event.cycleID, timeframe: event.timeframe, analysis: $0, approveBy: event.approveBy, endsAt: event.endsAt)
    }
  }
}
