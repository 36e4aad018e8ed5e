import Model

/// Asks for someone else's position to become a trade, with everything that follows: its stop is looked after, its end is booked. Levels
/// that are not given are those that the position has. Without a stop there is no adoption.
package struct AdoptPosition: AddressedRequest {
  package static let service = ServiceName.executor
  package static let name = "adopt-position"
  package static let version = 1

  package let symbol: Symbol
  package let stopLoss: Price?
  package let takeProfit: Price?
  package let decidedBy: String

  package init(symbol: Symbol, stopLoss: Price? = nil, takeProfit: Price? = nil, decidedBy: String) {
    self.symbol = symbol
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
    self.decidedBy = decidedBy
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let accepted: Bool
    package let message: String
    /// The new trade, its stop read back; nil when there is none.
    package let trade: Trade?

    package init(accepted: Bool, message: String, trade: Trade? = nil) {
      self.accepted = accepted
      self.message = message
      self.trade = trade
    }
  }
}
