import Model

/// What can be asked of the trading state.
package enum TradingAction: String, Codable, Sendable {
  case pause, resume, halt
}
