import Model

/// An open position was without a stop, and what became of that.
package struct TradeUnprotected: Event {
  package static let topic = Topic(.executor, "trade.unprotected")
  package static let version = 1

  package let tradeID: TradeID
  package let cycleID: CycleID
  package let symbol: Symbol
  /// From the first read that showed no stop until this outcome.
  package let milliseconds: Int64
  package let outcome: Outcome

  package var key: String { tradeID.description }

  package init(tradeID: TradeID, cycleID: CycleID, symbol: Symbol, milliseconds: Int64, outcome: Outcome) {
    self.tradeID = tradeID
    self.cycleID = cycleID
    self.symbol = symbol
    self.milliseconds = milliseconds
    self.outcome = outcome
  }

  package enum Outcome: String, Codable, Sendable {
    /// The stop is there again.
    case restored
    /// It cannot be set: the position is being closed.
    case flattening
    /// The position is gone, whoever closed it.
    case over
  }
}
