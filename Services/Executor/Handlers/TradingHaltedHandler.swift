import Database
import Messages
import Model
import ServiceKit

/// A halt ends the trades whose entry has not left yet. One that flattens asks at once for the close of every other trade there is; of one
/// whose entry may be on its way, as soon as that has become a position. A pause ends nothing: what is authorized goes on. Exits do not
/// depend on this.
struct TradingHaltedHandler: EventHandler {
  func handle(_ event: TradingHalted, _ context: EventContext, _ transaction: Transaction) throws {
    guard event.level == .halted else { return }
    try HaltStorage(transaction: transaction).add(event, context.envelope.id)
    let trades = TradeStorage(transaction: transaction)
    var remaining: [TradeStorage.Live] = []
    for trade in try trades.live(.pending) {
      let isOver = try EntryWithdrawal(transaction: transaction)
        .end(trade, reason: "halted", message: event.message, causedBy: context.envelope.id)
      if !isOver { remaining.append(trade) }
    }
    guard event.flatten else { return }
    // Read last: what was pending above may have opened meanwhile.
    remaining += try trades.live(.open)
    let requests = CloseRequestStorage(transaction: transaction)
    for trade in remaining { _ = try requests.add(trade.tradeID, .flatten, decidedBy: event.decidedBy) }
  }
}
