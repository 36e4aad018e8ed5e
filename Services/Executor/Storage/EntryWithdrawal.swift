import Database
import Messages
import Model

/// Ends pending trades whose entry has not left yet.
struct EntryWithdrawal {
  let transaction: Transaction

  /// - Returns: false when the entry may have been sent: then it is followed to its end.
  func end(_ trade: TradeStorage.Live, reason: String, message: String, causedBy: EventID?) throws -> Bool {
    let (trades, orders) = (TradeStorage(transaction: transaction), OrderStorage(transaction: transaction))
    var entry = try orders.latest(trade.tradeID, .entry)
    if entry == nil {
      // Nobody can add the intent while the trade's row is locked; one may have been added just before.
      guard try trades.lockPending(trade.tradeID) else { return false }
      entry = try orders.latest(trade.tradeID, .entry)
    }
    if let entry {
      guard entry.state == .intended, try orders.move(entry, to: .failed, detail: "\(reason): \(message)") else { return false }
    }
    guard try trades.fail(trade.tradeID, .cancelled, reason: "\(reason): \(message)") else { return false }
    try transaction.publish(
      TradeFailed(
        tradeID: trade.tradeID, cycleID: trade.proposal.cycleID, symbol: trade.proposal.symbol, reason: reason, message: message),
      Cause(correlationID: trade.proposal.cycleID.correlation, causationID: causedBy))
    return true
  }

  /// For an entry that is about to leave, perhaps not for the first time.
  /// - Returns: true when the trade was halted, its symbol put under quarantine or its close asked for since it was confirmed, and it has ended
  ///   with that.
  func endIfBarred(_ trade: TradeStorage.Live) throws -> Bool {
    let quarantines = try QuarantineStorage(transaction: transaction).inForce(onEntryTo: trade.proposal.symbol)
    guard let bar = try bar(trade, quarantines) else { return false }
    return try end(trade, reason: bar.reason, message: bar.message, causedBy: trade.causedBy)
  }

  /// Why the trade's entry may not leave, or leave again; nil when it may.
  /// - Parameter quarantines: in force on its symbol.
  func bar(_ trade: TradeStorage.Live, _ quarantines: [Quarantine]) throws -> Withdrawal? {
    if let refusal = quarantines.refusal { return Withdrawal(reason: "quarantined", message: refusal) }
    if let halt = try HaltStorage(transaction: transaction).message(since: trade.createdAt) {
      return Withdrawal(reason: "halted", message: halt)
    }
    return try CloseRequestStorage(transaction: transaction).decidedBy(trade.tradeID).map(Withdrawal.asked)
  }
}
