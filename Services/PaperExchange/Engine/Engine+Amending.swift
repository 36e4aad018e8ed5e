import Model

extension Engine {
  mutating func amend(_ change: AmendOrder) throws(Refusal) -> Int {
    let contract = try contract(change.symbol)
    let index = try openOrder(change.order, change.symbol)
    let last = lastPrice(contract)
    let before = orders[index]
    var order = before
    if let trigger = change.triggerPrice {
      guard before.status == .untriggered else { throw .parameter("params error: the order has no trigger price") }
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
        || order.takeProfit != before.takeProfit || order.stopLoss != before.stopLoss
    else { throw .parameter("order not modified") }
    order.updated = now
    orders[index] = order
    if order.status == .new { match(index) }
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
      order.quantity = quantity
    }
    if let takeProfit = change.takeProfit { order.takeProfit = takeProfit == .zero ? nil : takeProfit }
    if let stopLoss = change.stopLoss { order.stopLoss = stopLoss == .zero ? nil : stopLoss }
    let base = order.triggerPrice ?? (order.type == .limit ? order.price : last)
    try checkProtection(order.side, takeProfit: order.takeProfit, stopLoss: order.stopLoss, base: base, contract)
    guard !order.reduceOnly else { return }
    guard Money.notional(order.price, order.quantity, .nearest) >= contract.instrument.minimumNotional else {
      throw Refusal(.notionalTooSmall, "order does not meet minimum order value \(contract.instrument.minimumNotional)USDT")
    }
    if order.status == .new {
      let before = openOrderMargin(order.symbol, except: nil) - openOrderMargin(order.symbol, except: order.id)
      let opening = position(order.symbol).openingQuantity(order.side, order.quantity)
      let margin = Margin.initial(Money.notional(order.price, opening, .up), leverage: position(order.symbol).leverage)
      guard margin - before <= available() else { throw Refusal(.insufficientBalance, "ab not enough for the amended order") }
    }
  }
}
