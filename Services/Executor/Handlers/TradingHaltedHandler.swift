import Database
import Messages
import Model
import ServiceKit

/// A halt ends the trades whose entry has not left yet, and keeps the wish to close positions for whoever carries it out. A pause ends
/// nothing: what is authorized goes on. Exits do not depend on this.
struct TradingHaltedHandler: EventHandler {
  func handle(_ event: TradingHalted, _ context: EventContext, _ transaction: Transaction) throws {
    guard event.level == .halted else { return }
    try HaltStorage(transaction: transaction).add(event, context.envelope.id)
    for trade in try TradeStorage(transaction: transaction).live(.pending) {
      guard try end(trade, event, transaction) else { continue }
      try transaction.publish(
        TradeFailed(
          tradeID: trade.tradeID, cycleID: trade.proposal.cycleID, symbol: trade.proposal.symbol, reason: "halted", message: event.message),
        Cause(correlationID: trade.proposal.cycleID.correlation, causationID: context.envelope.id))
    }
  }

  /// - Returns: false when the entry may have been sent: then it is followed to its end.
  private func end(_ trade: TradeStorage.Live, _ event: TradingHalted, _ transaction: Transaction) throws -> Bool {
    let (trades, orders) = (TradeStorage(transaction: transaction), OrderStorage(transaction: transaction))
    var entry = try orders.latest(trade.tradeID, .entry)
    if entry == nil {
      // Nobody can add the intent while the trade's row is locked; one may have been added just before.
      guard try trades.lockPending(trade.tradeID) else { return false }
      entry = try orders.latest(trade.tradeID, .entry)
    }
    if let entry {
      guard entry.state == .intended, try orders.move(entry, to: .failed, detail: "halted: \(event.message)") else { return false }
    }
    return try trades.fail(trade.tradeID, .cancelled, reason: "halted: \(event.message)")
  }
}
