import Model

/// Asks for an order to be cancelled that is left over: of ours, or a stop, on a symbol without a trade and without a position. The executor
/// looks again before it acts. Asking again is harmless.
package struct CancelLeftover: AddressedRequest {
  package static let service = ServiceName.executor
  package static let name = "cancel-leftover"
  package static let version = 1

  package let symbol: Symbol
  package let exchangeOrderID: String

  package init(symbol: Symbol, exchangeOrderID: String) {
    self.symbol = symbol
    self.exchangeOrderID = exchangeOrderID
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// The order is gone or going.
    package let accepted: Bool
    package let message: String

    package init(accepted: Bool, message: String) {
      self.accepted = accepted
      self.message = message
    }
  }
}
