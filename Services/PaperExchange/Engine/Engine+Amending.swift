import Model

extension Engine {
  mutating func amend(_ change: AmendOrder, _ account: Int) throws(Refusal) -> Int {
    let contract = try contract(change.symbol)
    let index = try openOrder(change.order, change.symbol, account)
    let last = lastPrice(contract)
    let before = orders[index]
    var order = before
    if let trigger = change.triggerPrice {
      guard before.status == .untriggered, before.trail == nil else { throw .parameter("params error: the order has no trigger price") }
      try checkTick(trigger, "triggerPrice", contract)
      let isAhead = before.triggerDirection == .rise ? trigger > last : trigger < last
      guard isAhead else {
        throw Refusal(
          before.triggerDirection == .rise ? .triggerNotAbovePrice : .triggerNotBelowPrice,
          "trigger_price[\(trigger)] is on the wrong side of current[\(last)]??LastPrice")
      }
      order.triggerPrice = trigger
    }
    if !before.stopOrderType.isProtection {
      try amendPlain(change, &order, contract, last)
    } else if change.quantity != nil || change.price != nil || change.takeProfit != nil || change.stopLoss != nil {
      throw .parameter("params error: only triggerPrice of a take-profit or stop-loss can be amended")
    }
    guard
      order.triggerPrice != before.triggerPrice || order.quantity != before.quantity || order.price != before.price
        || order.protection != before.protection
    else { throw .parameter("order not modified") }
    order.updated = now
    if order.price != before.price || order.quantity > before.quantity {
      order.priority = nextPriority
      nextPriority += 1
    }
    books[order.symbol]?.remove(index)
    orders[index] = order
    changed(order)
    announce(index)
    if order.status.isResting { match(index) } else { rest(index) }
    events.append(.position(account: account, change.symbol))
    events.append(.wallet(account: account))
    return index
  }

  private mutating func amendPlain(
    _ change: AmendOrder, _ order: inout Order, _ contract: Contract, _ last: Price
  ) throws(Refusal) {
    if let price = change.price {
      guard order.type == .limit else { throw .parameter("params error: a market order has no price to amend") }
      try checkLimit(price, order.side, contract, order.status == .untriggered ? order.triggerPrice ?? last : last)
      order.price = price
    }
    if let quantity = change.quantity {
      try checkQuantity(quantity, order.type, contract)
      guard quantity > order.executedQuantity else {
        throw .parameter("params error: qty must be greater than the filled \(order.executedQuantity)")
      }
      order.quantity = quantity
    }
    if let takeProfit = change.takeProfit { order.protection.takeProfit = takeProfit == .zero ? nil : takeProfit }
    if let stopLoss = change.stopLoss { order.protection.stopLoss = stopLoss == .zero ? nil : stopLoss }
    if let source = change.takeProfitTrigger { order.protection.takeProfitTrigger = source }
    if let source = change.stopLossTrigger { order.protection.stopLossTrigger = source }
    let base = order.triggerPrice ?? (order.type == .limit ? order.price : last)
    try checkProtection(order.side, takeProfit: order.takeProfit, stopLoss: order.stopLoss, base: base, contract)
    guard !order.reduceOnly else { return }
    guard Money.notional(order.price, order.quantity, .nearest) >= contract.instrument.minimumNotional else {
      throw Refusal(.notionalTooSmall, "order does not meet minimum order value \(contract.instrument.minimumNotional)USDT")
    }
    if order.status.isResting {
      let account = order.account
      let before = openOrderMargin(order.symbol, account) - openOrderMargin(order.symbol, account, except: order.id)
      let position = position(order.symbol, account)
      let opening = position.openingQuantity(order.side, order.remaining)
      let margin = Margin.initial(Money.notional(order.price, opening, .up), leverage: position.leverage)
      guard margin - before <= available(account) else { throw Refusal(.insufficientBalance, "ab not enough for the amended order") }
    }
  }
}
