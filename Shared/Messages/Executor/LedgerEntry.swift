import Model

/// A booked amount: a row of `execution.ledger`. The sum of a closed trade's entries is its realized PnL.
package struct LedgerEntry: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// What a closing fill earned by price alone.
    case tradePnL = "trade_pnl"
    case fee, funding
  }

  package let executionID: String
  package let kind: Kind
  /// As it changes the wallet: a fee that is paid is negative.
  package let amount: Money
  package let tradeID: TradeID
  package let symbol: Symbol
  package let at: Timestamp

  package init(executionID: String, kind: Kind, amount: Money, tradeID: TradeID, symbol: Symbol, at: Timestamp) {
    self.executionID = executionID
    self.kind = kind
    self.amount = amount
    self.tradeID = tradeID
    self.symbol = symbol
    self.at = at
  }
}
