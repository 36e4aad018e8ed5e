import Model

/// Something about a position needs a person or the executor.
package struct PositionAlert: Event {
  package static let topic = Topic(.positionMonitor, "position.alert")
  package static let version = 1

  package let tradeID: TradeID?
  package let symbol: Symbol
  package let code: Code
  package let message: String

  package var key: String { "\(tradeID?.description ?? symbol.description)/\(code.rawValue)" }

  package init(tradeID: TradeID? = nil, symbol: Symbol, code: Code, message: String) {
    self.tradeID = tradeID
    self.symbol = symbol
    self.code = code
    self.message = message
  }

  package enum Code: String, Codable, Sendable {
    case unprotected, sizeMismatch, vanished, unknownPosition, wrongPositionMode, leftoverOrder, unknownOrder
    /// A symbol is under quarantine for a position that is not there any more. Never published.
    case staleQuarantine
  }
}
