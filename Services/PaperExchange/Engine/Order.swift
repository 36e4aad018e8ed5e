import Model

/// One order in the book, open or closed.
struct Order: Sendable {
  let id: String
  let account: Int
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
  var protection = Protection()
  var slippage: SlippageTolerance?
  /// Trailing stops only.
  var trail: Trail?
  /// The other half of a partial take-profit and stop-loss pair.
  var sibling: Int?
  /// The order whose fills a partial protection is sized to.
  var parent: Int?
  let reduceOnly: Bool
  let closeOnTrigger: Bool
  let lastPriceOnCreated: Price
  /// Place in the queue at its price; smaller is earlier.
  var priority = 0
  var executedQuantity = Quantity.zero
  var executedValue = Money.zero
  var executedFee = Money.zero
  /// Earned by the fills that closed a position.
  var closedProfit = Money.zero
  /// Milliseconds since 1970.
  let created: Int64
  var updated: Int64

  var takeProfit: Price? { protection.takeProfit }
  var stopLoss: Price? { protection.stopLoss }
  var isProtected: Bool { !protection.isEmpty }
  /// What is still to be filled, whatever the status.
  var remaining: Quantity { quantity - executedQuantity }
  /// Cancelled with nothing filled leaves nothing open.
  var leavesQuantity: Quantity { status.isOpen ? remaining : .zero }
}
