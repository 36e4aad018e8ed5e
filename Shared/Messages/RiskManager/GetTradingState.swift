import Model

/// Does trading run, and how near are the breakers?
package struct GetTradingState: AddressedRequest, ReadRequest {
  package static let service = ServiceName.riskManager
  package static let name = "get-trading-state"
  package static let version = 1

  package init() {}

  package struct Reply: Codable, Sendable, Equatable {
    package let state: TradingStateReport

    package init(state: TradingStateReport) {
      self.state = state
    }
  }
}
