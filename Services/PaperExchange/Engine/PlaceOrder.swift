import Model

struct PlaceOrder: Hashable, Codable, Sendable {
  let symbol: Symbol
  let side: Side
  let type: OrderType
  /// 0 with `reduceOnly` and `closeOnTrigger` closes the whole position.
  let quantity: Quantity
  var price: Price?
  var timeInForce = TimeInForce.goodTillCancelled
  var linkID = ""
  var reduceOnly = false
  var closeOnTrigger = false
  var protection = Protection()
  /// Market orders only.
  var slippage: SlippageTolerance?
  var triggerPrice: Price?
  var triggerDirection: TriggerDirection?
  var triggerBy: TriggerSource?
}
