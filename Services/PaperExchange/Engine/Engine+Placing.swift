import Model

extension Engine {
  /// - Returns: the index of the new order.
  mutating func place(_ request: PlaceOrder, _ account: Int) throws(Refusal) -> Int {
    let contract = try contract(request.symbol)
    let last = lastPrice(contract)
    let position = position(request.symbol, account)
    guard accounts[account].indexByLinkID[request.linkID] == nil else {
      throw Refusal(.duplicateLinkID, "OrderLinkedID is duplicate")
    }
    try checkCount(request, account)
    let quantity = try orderQuantity(request, contract, position)
    let price = try orderPrice(request, contract, last)
    try checkTrigger(request, contract, last)
    let base = request.triggerPrice ?? (request.type == .limit ? price : last)
    try checkProtection(
      request.side, takeProfit: request.protection.takeProfit, stopLoss: request.protection.stopLoss, base: base, contract)
    let isImmediate = request.triggerPrice == nil
    if !request.reduceOnly {
      let value = Money.notional(request.type == .limit ? price : last, quantity, .nearest)
      guard value >= contract.instrument.minimumNotional else {
        throw Refusal(.notionalTooSmall, "order does not meet minimum order value \(contract.instrument.minimumNotional)USDT")
      }
      if isImmediate {
        let cost = request.type == .market ? Depth(contract: contract, last: last).taken(request.side, 0) : price
        try checkMargin(position, request.side, quantity, cost, account)
      }
    }
    let order = Order(
      id: identities.next(), account: account, linkID: request.linkID, parentLinkID: "", symbol: request.symbol, side: request.side,
      type: request.type, timeInForce: request.type == .market ? .immediateOrCancel : request.timeInForce, price: price,
      quantity: quantity, status: isImmediate ? .new : .untriggered, createType: isImmediate ? .byUser : .byStopOrder,
      stopOrderType: isImmediate ? .none : .stop, triggerPrice: request.triggerPrice, triggerDirection: request.triggerDirection,
      triggerBy: isImmediate ? nil : request.triggerBy ?? .lastPrice, protection: request.protection, slippage: request.slippage,
      reduceOnly: request.reduceOnly, closeOnTrigger: request.closeOnTrigger, lastPriceOnCreated: last, created: now, updated: now)
    let index = add(order)
    announce(index)
    if isImmediate { match(index) } else { rest(index) }
    events.append(.position(account: account, request.symbol))
    if isImmediate { events.append(.wallet(account: account)) }
    return index
  }

  /// At most 500 active orders and 10 conditional ones a symbol.
  private func checkCount(_ request: PlaceOrder, _ account: Int) throws(Refusal) {
    let open = accounts[account].open[request.symbol] ?? []
    guard request.triggerPrice != nil || open.count < 500 || open.count(where: { orders[$0].status.isResting }) < 500 else {
      throw Refusal(.tooManyOrders, "the number of active orders exceeds 500")
    }
    guard request.triggerPrice == nil || open.count(where: { orders[$0].stopOrderType == .stop && orders[$0].status == .untriggered }) < 10
    else {
      throw Refusal(.tooManyStopOrders, "the number of conditional orders exceeds 10")
    }
  }

  private func orderQuantity(_ request: PlaceOrder, _ contract: Contract, _ position: Position) throws(Refusal) -> Quantity {
    let rules = contract.instrument
    if request.reduceOnly, position.side != request.side.opposite {
      throw Refusal(.reduceOnlyNotMet, "current position is zero, cannot fix reduce-only order qty")
    }
    if request.quantity == .zero, request.reduceOnly, request.closeOnTrigger {
      return min(position.size, request.type == .market ? rules.maximumMarketQuantity : contract.maximumLimitQuantity)
    }
    try checkQuantity(request.quantity, request.type, contract)
    return request.reduceOnly ? min(request.quantity, position.size) : request.quantity
  }

  func checkQuantity(_ quantity: Quantity, _ type: OrderType, _ contract: Contract) throws(Refusal) {
    let rules = contract.instrument
    guard quantity > .zero else { throw .parameter("params error: qty must be greater than 0") }
    guard quantity >= rules.quantityStep else { throw Refusal(.reduceOnlyNotMet, "orderQty will be truncated to zero") }
    guard quantity >= rules.minimumQuantity else { throw .parameter("qty is below the minimum \(rules.minimumQuantity)") }
    guard quantity.isMultiple(of: rules.quantityStep) else { throw .parameter("qty is not a multiple of \(rules.quantityStep)") }
    let maximum = type == .market ? rules.maximumMarketQuantity : contract.maximumLimitQuantity
    guard quantity <= maximum else { throw .parameter("the number of contracts exceeds the maximum limit \(maximum)") }
  }

  private func orderPrice(_ request: PlaceOrder, _ contract: Contract, _ last: Price) throws(Refusal) -> Price {
    let tick = contract.instrument.tickSize
    guard request.type == .limit else {
      return request.slippage?.limit(request.side, last: last, tick: tick) ?? Fees.protectivePrice(request.side, last: last, tick: tick)
    }
    guard let price = request.price else { throw .parameter("params error: price is required for a limit order") }
    try checkLimit(price, request.side, contract, request.triggerPrice ?? last)
    return price
  }

  /// A limit must be a multiple of the tick, in the contract's range, and not more than 10 % through the market.
  func checkLimit(_ price: Price, _ side: Side, _ contract: Contract, _ last: Price) throws(Refusal) {
    try checkTick(price, "price", contract)
    let percent = { (share: Int128) in Price(FixedPoint(units: last.fixedPoint.units * share / 100)) }
    let isThrough = side == .buy ? price > percent(110) : price < percent(90)
    guard !isThrough else { throw Refusal(.priceOutOfRange, "order price is out of permissible range") }
  }

  func checkTick(_ price: Price, _ name: String, _ contract: Contract) throws(Refusal) {
    let tick = contract.instrument.tickSize
    guard price >= tick, price <= contract.maximumPrice else {
      throw Refusal(.priceOutOfRange, "\(name) must lie between \(tick) and \(contract.maximumPrice)")
    }
    guard price.isMultiple(of: tick) else { throw .parameter("params error: \(name) is not a multiple of the tick size \(tick)") }
  }

  private func checkTrigger(_ request: PlaceOrder, _ contract: Contract, _ last: Price) throws(Refusal) {
    guard let trigger = request.triggerPrice else { return }
    try checkTick(trigger, "triggerPrice", contract)
    switch request.triggerDirection {
    case nil: throw .parameter("params error: triggerDirection is required with triggerPrice")
    case .rise:
      guard trigger > last else {
        throw Refusal(.triggerNotAbovePrice, "expect Rising, but trigger_price[\(trigger)] <= current[\(last)]??LastPrice")
      }
    case .fall:
      guard trigger < last else {
        throw Refusal(.triggerNotBelowPrice, "expect Falling, but trigger_price[\(trigger)] >= current[\(last)]??LastPrice")
      }
    }
  }

  mutating func checkMargin(
    _ position: Position, _ side: Side, _ quantity: Quantity, _ price: Price, _ account: Int
  ) throws(Refusal) {
    let opening = position.openingQuantity(side, quantity)
    guard opening > .zero else { return }
    let value = Money.notional(price, opening, .up)
    let cost = Margin.initial(value, leverage: position.leverage) + Fees.of(value, isMaker: false)
    guard cost <= available(account) else { throw Refusal(.insufficientBalance, "ab not enough for new order") }
  }
}
