import Model

/// The take-profit, stop-loss and trailing stop of an open position: nil leaves one as it is, zero removes it.
struct SetProtection: Hashable, Codable, Sendable {
  let symbol: Symbol
  var takeProfit: Price?
  var stopLoss: Price?
  var takeProfitTrigger: TriggerSource?
  var stopLossTrigger: TriggerSource?
  /// How far the price may come back from its best.
  var trailingDistance: Price?
  /// Where the trailing stop begins to follow; nil for at once.
  var activePrice: Price?
  /// Adds a take-profit and stop-loss for a part of the position, next to those that exist.
  var partial: Partial?

  struct Partial: Hashable, Codable, Sendable {
    let size: Quantity
    var takeProfitLimit: Price?
    var stopLossLimit: Price?
  }
}
