import Model

extension Engine {
  /// Decides what becomes of an order that has just entered the book: fill as a taker, rest, or cancel.
  mutating func match(_ index: Int) {
    let order = orders[index]
    guard let contract = market.contract(order.symbol) else { return }
    let tick = contract.instrument.tickSize
    let last = lastPrice(contract)
    let taker = Fees.takerPrice(order.side, last: last, tick: tick)
    if order.type == .market {
      fill(index, at: taker, isMaker: false)
      return
    }
    let takes = order.side == .buy ? order.price >= Fees.ask(last, tick) : order.price <= Fees.bid(last, tick)
    switch (order.timeInForce, takes) {
    case (.postOnly, true): close(index, .cancelled, .none, .postOnlyWouldTake)
    case (_, true): fill(index, at: order.side == .buy ? min(order.price, taker) : max(order.price, taker), isMaker: false)
    case (.immediateOrCancel, false): close(index, .cancelled, .none, .notFullyFillable)
    case (.fillOrKill, false): close(index, .cancelled, .none, .cancelForNoFullFill)
    case (_, false): break
    }
  }

  /// The price has reached an open order: a resting limit is filled as a maker, a conditional order enters the market.
  mutating func trigger(_ index: Int) {
    let order = orders[index]
    guard order.status.isOpen else { return }
    guard order.status == .untriggered else {
      fill(index, at: order.price, isMaker: true)
      return
    }
    guard let contract = market.contract(order.symbol) else { return }
    orders[index].status = .new
    orders[index].updated = now
    let last = lastPrice(contract)
    if order.type == .market {
      orders[index].price = Fees.protectivePrice(order.side, last: last, tick: contract.instrument.tickSize)
    }
    if !order.reduceOnly {
      do {
        let cost =
          order.type == .market
          ? Fees.takerPrice(order.side, last: last, tick: contract.instrument.tickSize) : order.price
        try checkMargin(position(order.symbol), order.side, order.quantity, cost)
      } catch {
        close(index, .rejected, .none, .others)
        return
      }
    }
    match(index)
  }

  /// Ends an order without a fill.
  mutating func close(_ index: Int, _ status: OrderStatus, _ cancel: CancelType, _ reason: RejectReason = .none) {
    let order = orders[index]
    // A conditional order that ends before its trigger is Deactivated, any other is Cancelled.
    orders[index].status = order.status == .untriggered && status == .cancelled ? .deactivated : status
    orders[index].cancelType = cancel
    orders[index].rejectReason = reason
    orders[index].updated = now
    open.removeAll { $0 == index }
    if positions[order.symbol]?.takeProfitOrder == index { positions[order.symbol]?.takeProfitOrder = nil }
    if positions[order.symbol]?.stopLossOrder == index { positions[order.symbol]?.stopLossOrder = nil }
  }
}
