import Messages
import Model

/// One thing in which the exchange and our trades disagree.
package struct Difference: Codable, Sendable, Equatable {
  package let code: PositionAlert.Code
  package let symbol: Symbol
  package let tradeID: TradeID?
  /// The exchange's id of the order that is meant; nil for positions.
  package let exchangeOrderID: String?
  package let message: String

  package init(
    _ code: PositionAlert.Code, _ symbol: Symbol, _ message: String, tradeID: TradeID? = nil, exchangeOrderID: String? = nil
  ) {
    self.code = code
    self.symbol = symbol
    self.tradeID = tradeID
    self.exchangeOrderID = exchangeOrderID
    self.message = message
  }

  /// The same difference in two reads has the same key, whatever its numbers.
  package var key: String {
    ([code.rawValue, symbol.description] + [tradeID?.description, exchangeOrderID].compactMap { $0 }).joined(separator: "/")
  }
}
