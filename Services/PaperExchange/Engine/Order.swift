import Model

/// One order in the book, open or closed. It is filled whole, in one execution.
struct Order: Sendable {
  let id: String
  let linkID: String
  let parentLinkID: String
  let symbol: Symbol
  let side: Side
  let type: OrderType
  let timeInForce: TimeInForce
  /// The limit, or a market order's protective price.
  var price: Price
  var quantity: Quantity
  var status: OrderStatus
  var cancelType = CancelType.none
  var rejectReason = RejectReason.none
  let createType: CreateType
  let stopOrderType: StopOrderType
  var triggerPrice: Price?
  var triggerDirection: TriggerDirection?
  var triggerBy: TriggerSource?
  var takeProfit: Price?
  var stopLoss: Price?
  var takeProfitTrigger = TriggerSource.lastPrice
  var stopLossTrigger = TriggerSource.lastPrice
  let reduceOnly: Bool
  let closeOnTrigger: Bool
  let lastPriceOnCreated: Price
  var executedQuantity = Quantity.zero
  var executedValue = Money.zero
  var executedFee = Money.zero
  /// Milliseconds since 1970.
  let created: Int64
  var updated: Int64

  var isProtected: Bool { takeProfit != nil || stopLoss != nil }
  /// Cancelled with nothing filled leaves nothing open.
  var leavesQuantity: Quantity { status.isOpen ? quantity - executedQuantity : .zero }
}
