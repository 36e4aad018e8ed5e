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
      _ = try EntryWithdrawal(transaction: transaction)
        .end(trade, reason: "halted", message: event.message, causedBy: context.envelope.id)
    }
  }
}
