import Model

/// Trades, newest first by when they were created.
package struct ListTrades: AddressedRequest, ReadRequest {
  package static let service = ServiceName.executor
  package static let name = "list-trades"
  package static let version = 1
  package static let maximumLimit = 500

  package let status: TradeStatus?
  /// The `nextKey` of the page before.
  package let afterKey: String?
  /// 1 to 500.
  package let limit: Int
  /// Exactly these in place of a page, at most 500; who is not known is left out.
  package let tradeIDs: [TradeID]?

  package init(status: TradeStatus? = nil, afterKey: String? = nil, limit: Int) {
    self.status = status
    self.afterKey = afterKey
    self.limit = limit
    tradeIDs = nil
  }

  package init(tradeIDs: [TradeID]) {
    status = nil
    afterKey = nil
    limit = Self.maximumLimit
    self.tradeIDs = tradeIDs
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let trades: [Trade]
    /// nil: there is no older one.
    package let nextKey: String?

    package init(trades: [Trade], nextKey: String? = nil) {
      self.trades = trades
      self.nextKey = nextKey
    }
  }
}
