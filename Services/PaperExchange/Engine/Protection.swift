import Model

/// The take-profit and stop-loss that an order carries, or that a request asks for.
struct Protection: Hashable, Codable, Sendable {
  var takeProfit: Price?
  var stopLoss: Price?
  var takeProfitTrigger = TriggerSource.lastPrice
  var stopLossTrigger = TriggerSource.lastPrice
  /// Sized to what was filled rather than to the whole position.
  var isPartial = false
  /// Partial only: close with a limit order instead of a market order.
  var takeProfitLimit: Price?
  var stopLossLimit: Price?

  var isEmpty: Bool { takeProfit == nil && stopLoss == nil }
}
