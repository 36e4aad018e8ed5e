import Model

/// The account's USDT, read from the exchange now.
package struct GetWallet: AddressedRequest, ReadRequest {
  package static let service = ServiceName.executor
  package static let name = "get-wallet"
  package static let version = 1

  package init() {}

  package struct Reply: Codable, Sendable, Equatable {
    package let equity: Money
    package let walletBalance: Money
    package let available: Money
    package let mode: TradingMode
    package let at: Timestamp

    package init(equity: Money, walletBalance: Money, available: Money, mode: TradingMode, at: Timestamp) {
      self.equity = equity
      self.walletBalance = walletBalance
      self.available = available
      self.mode = mode
      self.at = at
    }
  }
}
