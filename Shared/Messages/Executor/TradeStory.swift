import Model

/// Everything that the executor knows about one trade, each list oldest first.
package struct TradeStory: Codable, Sendable, Equatable {
  package let trade: Trade
  package let orders: [TradeOrder]
  package let orderEvents: [TradeOrderEvent]
  package let executions: [TradeExecution]
  package let ledger: [LedgerEntry]
  /// From the entry's acknowledgement until its stop was read back; nil for a trade that never opened.
  package let unprotectedMilliseconds: Int64?
  /// Who asked for the close.
  package let closeRequestedBy: String?

  package init(
    trade: Trade, orders: [TradeOrder], orderEvents: [TradeOrderEvent], executions: [TradeExecution], ledger: [LedgerEntry],
    unprotectedMilliseconds: Int64? = nil, closeRequestedBy: String? = nil
  ) {
    self.trade = trade
    self.orders = orders
    self.orderEvents = orderEvents
    self.executions = executions
    self.ledger = ledger
    self.unprotectedMilliseconds = unprotectedMilliseconds
    self.closeRequestedBy = closeRequestedBy
  }
}
