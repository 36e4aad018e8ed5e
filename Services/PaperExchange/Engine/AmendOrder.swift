import Model

/// What changes of an open order; nil leaves a value as it is, a zero take-profit or stop-loss removes it.
struct AmendOrder: Hashable, Codable, Sendable {
  let symbol: Symbol
  let order: OrderReference
  var quantity: Quantity?
  var price: Price?
  var triggerPrice: Price?
  var takeProfit: Price?
  var stopLoss: Price?
  var takeProfitTrigger: TriggerSource?
  var stopLossTrigger: TriggerSource?
}
