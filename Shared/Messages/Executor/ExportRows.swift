import Model

/// One page of a table, oldest first. Trades go by when they were created, executions and ledger by when the exchange executed them.
package struct ExportRows: AddressedRequest, ReadRequest {
  package static let service = ServiceName.executor
  package static let name = "export-rows"
  package static let version = 1
  package static let maximumLimit = 500

  package let table: ExportTable
  /// Inclusive.
  package let from: Timestamp?
  /// Exclusive.
  package let to: Timestamp?
  /// The `nextKey` of the page before.
  package let afterKey: String?
  /// 1 to 500.
  package let limit: Int

  package init(table: ExportTable, from: Timestamp? = nil, to: Timestamp? = nil, afterKey: String? = nil, limit: Int = maximumLimit) {
    self.table = table
    self.from = from
    self.to = to
    self.afterKey = afterKey
    self.limit = limit
  }

  /// Rows of the table that was asked for; the other lists are empty.
  package struct Reply: Codable, Sendable, Equatable {
    package let trades: [Trade]
    package let executions: [TradeExecution]
    package let ledger: [LedgerEntry]
    /// nil: this was the last page.
    package let nextKey: String?

    package init(trades: [Trade] = [], executions: [TradeExecution] = [], ledger: [LedgerEntry] = [], nextKey: String? = nil) {
      self.trades = trades
      self.executions = executions
      self.ledger = ledger
      self.nextKey = nextKey
    }
  }
}
