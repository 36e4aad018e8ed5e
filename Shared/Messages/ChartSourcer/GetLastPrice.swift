import Model

/// The last traded price, read from the exchange now.
package struct GetLastPrice: AddressedRequest, ReadRequest {
  package static let service = ServiceName.chartSourcer
  package static let name = "get-last-price"
  package static let version = 1

  package let symbol: Symbol

  package init(symbol: Symbol) {
    self.symbol = symbol
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let price: Price
    package let at: Timestamp

    package init(price: Price, at: Timestamp) {
      self.price = price
      self.at = at
    }
  }
}
