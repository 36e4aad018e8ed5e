import Model

/// What closed a position.
package enum CloseReason: String, Codable, Sendable {
  case takeProfit, stopLoss, manual, flattened, liquidation, deleveraging, unknown
}
