import Model

extension API {
  mutating func createOrder(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let symbol = try parameters.requiredSymbol()
    guard let side = try parameters.choice("side", of: Side.self) else { throw .parameter("params error: side is required") }
    guard let type = try parameters.choice("orderType", of: OrderType.self) else {
      throw .parameter("params error: orderType is required")
    }
    guard let quantity = try parameters.quantity("qty") else { throw .parameter("params error: qty is required") }
    try parameters.requireOneWay()
    var order = PlaceOrder(symbol: symbol, side: side, type: type, quantity: quantity)
    order.price = type == .limit ? try parameters.price("price") : nil
    order.timeInForce = try parameters.choice("timeInForce", of: TimeInForce.self) ?? .goodTillCancelled
    order.linkID = try parameters.newLinkID()
    order.reduceOnly = try parameters.boolean("reduceOnly")
    order.closeOnTrigger = try parameters.boolean("closeOnTrigger")
    order.protection = try parameters.protection()
    order.slippage = type == .market ? try parameters.slippage() : nil
    order.triggerPrice = try parameters.price("triggerPrice").flatMap { $0 == .zero ? nil : $0 }
    order.triggerBy = try parameters.choice("triggerBy", of: TriggerSource.self)
    if let direction = try parameters.integer("triggerDirection"), direction != 0 {
      guard let value = TriggerDirection(rawValue: Int(direction)) else {
        throw .parameter("params error: triggerDirection must be 1 or 2")
      }
      order.triggerDirection = value
    }
    if order.reduceOnly, !order.protection.isEmpty {
      throw .parameter("params error: a reduce-only order cannot carry takeProfit or stopLoss")
    }
    let outcome = try execute(.placeOrder(order))
    return acknowledgement(outcome)
  }

  mutating func amendOrder(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let symbol = try parameters.requiredSymbol()
    let change = AmendOrder(
      symbol: symbol, order: try parameters.orderReference(), quantity: try parameters.quantity("qty"),
      price: try parameters.price("price"), triggerPrice: try parameters.price("triggerPrice"),
      takeProfit: try parameters.price("takeProfit"), stopLoss: try parameters.price("stopLoss"),
      takeProfitTrigger: try parameters.choice("tpTriggerBy", of: TriggerSource.self),
      stopLossTrigger: try parameters.choice("slTriggerBy", of: TriggerSource.self))
    let outcome = try execute(.amendOrder(change))
    return acknowledgement(outcome)
  }

  mutating func cancelOrder(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    let symbol = try parameters.requiredSymbol()
    let outcome = try execute(.cancelOrder(CancelOrder(symbol: symbol, order: try parameters.orderReference())))
    return acknowledgement(outcome)
  }

  mutating func cancelAllOrders(_ parameters: Parameters) throws(Refusal) -> ReplyJSON {
    try parameters.requireLinear()
    var all = CancelAll(symbol: try parameters.symbol(), filter: try parameters.choice("orderFilter", of: CancelAll.Filter.self))
    if all.symbol == nil {
      all.symbol = try baseCoinSymbol(parameters)
      guard all.symbol != nil || parameters.text("settleCoin") == "USDT" else {
        throw .parameter("params error: symbol, baseCoin or settleCoin is required")
      }
    }
    guard case .cancelled(let indexes) = try execute(.cancelAll(all)) else { return [:] }
    return ["list": .array(indexes.map { reference(engine.orders[$0]) }), "success": "1"]
  }

  /// The perpetual of a `baseCoin` parameter; nil without one.
  private func baseCoinSymbol(_ parameters: Parameters) throws(Refusal) -> Symbol? {
    guard let coin = parameters.text("baseCoin") else { return nil }
    guard let symbol = engine.market.symbols.first(where: { engine.market.contract($0)?.baseCoin == coin }) else {
      throw .parameter("params error: baseCoin invalid \(coin)")
    }
    return symbol
  }

  private func acknowledgement(_ outcome: Engine.Outcome) -> ReplyJSON {
    guard case .order(let index) = outcome else { return [:] }
    return reference(engine.orders[index])
  }

  private func reference(_ order: Order) -> ReplyJSON { ["orderId": .string(order.id), "orderLinkId": .string(order.linkID)] }
}
