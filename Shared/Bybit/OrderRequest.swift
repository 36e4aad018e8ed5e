import Model

/// One order to create. Attached stops cover the whole position (`tpslMode` Full) in one-way mode.
package struct OrderRequest: Sendable, Equatable {
  package var symbol: Symbol
  package var side: Side
  package var type: OrderType
  package var quantity: Quantity
  package var linkID: OrderLinkID
  /// Can only shrink a position; carries no take-profit and no stop-loss.
  package var reduceOnly: Bool
  /// Takes the whole position, however small, up to the largest order; the quantity only says what that is thought to be. Reduce-only.
  package var closesPosition: Bool
  package var takeProfit: Price?
  package var stopLoss: Price?
  package var takeProfitTrigger: TriggerPrice
  package var stopLossTrigger: TriggerPrice
  /// nil: the exchange's default, GTC for limit orders.
  package var timeInForce: TimeInForce?
  package var slippage: SlippageTolerance?

  package init(
    symbol: Symbol, side: Side, type: OrderType, quantity: Quantity, linkID: OrderLinkID, reduceOnly: Bool = false,
    closesPosition: Bool = false,
    takeProfit: Price? = nil,
    stopLoss: Price? = nil, takeProfitTrigger: TriggerPrice = .last, stopLossTrigger: TriggerPrice = .last, timeInForce: TimeInForce? = nil,
    slippage: SlippageTolerance? = nil
  ) {
    self.symbol = symbol
    self.side = side
    self.type = type
    self.quantity = quantity
    self.linkID = linkID
    self.reduceOnly = reduceOnly
    self.closesPosition = closesPosition
    self.takeProfit = takeProfit
    self.stopLoss = stopLoss
    self.takeProfitTrigger = takeProfitTrigger
    self.stopLossTrigger = stopLossTrigger
    self.timeInForce = timeInForce
    self.slippage = slippage
  }

  /// Why the exchange would refuse it whatever the market.
  var defect: String? {
    if quantity <= .zero { return "the quantity is not positive" }
    if case .limit(let price) = type, price <= .zero { return "the limit price is not positive" }
    if closesPosition, !reduceOnly { return "only a reduce-only order closes a whole position" }
    if reduceOnly, takeProfit != nil || stopLoss != nil { return "a reduce-only order cannot carry a take-profit or stop-loss" }
    if slippage != nil, type != .market { return "slippage tolerance is for market orders" }
    return nil
  }

  var body: RequestBody {
    var body = RequestBody.linear
    body.add("symbol", symbol.description)
    body.add("side", side.rawValue)
    body.add("orderType", type.name)
    body.add("qty", closesPosition ? "0" : quantity.description)
    if case .limit(let price) = type { body.add("price", price.description) }
    body.add("timeInForce", timeInForce?.rawValue)
    body.add("positionIdx", 0)
    body.add("orderLinkId", linkID.description)
    if reduceOnly { body.add("reduceOnly", true) }
    if closesPosition { body.add("closeOnTrigger", true) }
    body.add("takeProfit", takeProfit?.description)
    body.add("stopLoss", stopLoss?.description)
    if takeProfit != nil || stopLoss != nil { body.add("tpslMode", "Full") }
    if takeProfit != nil { body.add("tpTriggerBy", takeProfitTrigger.rawValue) }
    if stopLoss != nil { body.add("slTriggerBy", stopLossTrigger.rawValue) }
    body.add("slippageToleranceType", slippage?.type)
    body.add("slippageTolerance", slippage?.value)
    return body
  }
}
