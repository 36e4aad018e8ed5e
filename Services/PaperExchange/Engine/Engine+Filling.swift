import Model

extension Engine {
  /// Fills the whole of an order at one price and books everything that follows from it.
  mutating func fill(_ index: Int, at price: Price, isMaker: Bool) {
    var position = position(orders[index].symbol)
    if orders[index].reduceOnly {
      guard position.side == orders[index].side.opposite else {
        close(index, .cancelled, .byReduceOnly)
        return
      }
      orders[index].quantity = min(orders[index].quantity, position.size)
    }
    let order = orders[index]
    let value = Money.notional(price, order.quantity, .nearest)
    let fee = Fees.of(value, isMaker: isMaker)
    let opening = position.openingQuantity(order.side, order.quantity)
    let closing = order.quantity - opening
    let sequence = identities.nextSequence()
    executions.append(
      Execution(
        id: identities.next(), sequence: sequence, orderID: order.id, linkID: order.linkID, symbol: order.symbol, side: order.side,
        orderType: order.type, orderPrice: order.price, orderQuantity: order.quantity, createType: order.createType,
        stopOrderType: order.stopOrderType, price: price, quantity: order.quantity, value: value, fee: fee, isMaker: isMaker,
        closedQuantity: closing, time: now))
    finish(index, value: value, fee: fee)
    wallet -= fee

    let closeFee = Margin.share(fee, closing, of: order.quantity)
    if closing > .zero {
      reduce(&position, by: closing, exitValue: Margin.share(value, closing, of: order.quantity), fee: closeFee, order: order)
    }
    if position.size == .zero { clear(&position) }
    if opening > .zero {
      if position.side == nil {
        position.opened = now
        position.currentRealised = .zero
      }
      position.side = order.side
      position.size += opening
      position.entryValue += value - Margin.share(value, closing, of: order.quantity)
      position.openFee += fee - closeFee
      book(&position, -(fee - closeFee))
    }
    position.updated = now
    position.sequence = sequence
    positions[order.symbol] = position
    if position.side == order.side, order.isProtected {
      let current = protection(position)
      protect(
        order.symbol, takeProfit: order.takeProfit ?? current.takeProfit, stopLoss: order.stopLoss ?? current.stopLoss,
        takeProfitTrigger: order.takeProfitTrigger, stopLossTrigger: order.stopLossTrigger, parentLinkID: order.linkID)
    }
    resizeProtection(order.symbol)
  }

  private mutating func finish(_ index: Int, value: Money, fee: Money) {
    orders[index].status = .filled
    orders[index].executedQuantity = orders[index].quantity
    orders[index].executedValue = value
    orders[index].executedFee = fee
    orders[index].updated = now
    open.removeAll { $0 == index }
    let symbol = orders[index].symbol
    if positions[symbol]?.takeProfitOrder == index { positions[symbol]?.takeProfitOrder = nil }
    if positions[symbol]?.stopLossOrder == index { positions[symbol]?.stopLossOrder = nil }
  }

  private mutating func reduce(
    _ position: inout Position, by quantity: Quantity, exitValue: Money, fee: Money, order: Order
  ) {
    let entry = Margin.share(position.entryValue, quantity, of: position.size)
    let openFee = Margin.share(position.openFee, quantity, of: position.size)
    let gross = position.side == .buy ? exitValue - entry : entry - exitValue
    position.size -= quantity
    position.entryValue -= entry
    position.openFee -= openFee
    wallet += gross
    book(&position, gross - fee)
    closedTrades.append(
      ClosedTrade(
        orderID: order.id, symbol: order.symbol, side: order.side, orderType: order.type, orderPrice: order.price,
        orderQuantity: order.quantity, quantity: quantity, entryValue: entry, exitValue: exitValue, openFee: openFee, closeFee: fee,
        profit: gross - openFee - fee, leverage: position.leverage, time: now))
  }

  private mutating func book(_ position: inout Position, _ amount: Money) {
    position.currentRealised += amount
    position.totalRealised += amount
    realised += amount
  }

  /// A position has just become flat: its protection goes, and every order that could only have reduced it.
  private mutating func clear(_ position: inout Position) {
    guard position.side != nil else { return }
    position.side = nil
    position.entryValue = .zero
    position.openFee = .zero
    for index in open where orders[index].symbol == position.symbol && orders[index].reduceOnly {
      close(index, .cancelled, orders[index].stopOrderType.isProtection ? .byTakeProfitStopLossClear : .byReduceOnly)
    }
    position.takeProfitOrder = nil
    position.stopLossOrder = nil
  }

  /// Protection always covers the whole position.
  private mutating func resizeProtection(_ symbol: Symbol) {
    let position = position(symbol)
    for index in [position.takeProfitOrder, position.stopLossOrder].compactMap({ $0 }) where orders[index].quantity != position.size {
      orders[index].quantity = position.size
      orders[index].updated = now
    }
  }
}
