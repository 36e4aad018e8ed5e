import Model

/// The take-profit and stop-loss of an open position: nil leaves one as it is, zero removes it.
struct SetProtection: Hashable, Codable, Sendable {
  let symbol: Symbol
  var takeProfit: Price?
  var stopLoss: Price?
  var takeProfitTrigger: TriggerSource?
  var stopLossTrigger: TriggerSource?
}
