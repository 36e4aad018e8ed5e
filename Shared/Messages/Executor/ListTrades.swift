import Model

/// Trades, newest first.
package struct ListTrades: AddressedRequest, ReadRequest {
  package static let service = ServiceName.executor
  package static let name = "list-trades"
  package static let version = 1

  package let status: TradeStatus?
  /// 1 to 200.
  package let limit: Int

  package init(status: TradeStatus? = nil, limit: Int) {
    self.status = status
    self.limit = limit
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let trades: [Trade]

    package init(trades: [Trade]) {
      self.trades = trades
    }
  }
}
