import Model

extension Engine {
  /// What an order that takes could have next.
  private enum Offer {
    case client(index: Int, price: Price)
    case market(price: Price, quantity: Quantity)
  }

  /// Decides what becomes of an order that has just entered the book: fill as a taker, rest, or cancel.
  mutating func match(_ index: Int, as type: ExecutionType = .trade) {
    let order = orders[index]
    if order.timeInForce == .postOnly, nextOffer(index) != nil {
      close(index, .cancelled, .none, .postOnlyWouldTake)
      return
    }
    if order.timeInForce == .fillOrKill, !isFillable(index) {
      close(index, .cancelled, .none, .cancelForNoFullFill)
      return
    }
    while orders[index].status.isOpen, orders[index].remaining > .zero, let offer = nextOffer(index) {
      guard take(index, offer, as: type) else { break }
    }
    guard orders[index].status.isOpen else { return }
    if order.type == .market || order.timeInForce == .immediateOrCancel || order.timeInForce == .fillOrKill {
      close(index, .cancelled, .none, .notFullyFillable)
    } else {
      // What the market could not give now it gives later, a slice a second.
      let isPartial = orders[index].executedQuantity > .zero
      rest(index, opensAt: isPartial ? (now.floorDivided(by: 1000) + 1) * 1000 : nil)
    }
  }

  /// The best price that the order may have now, clients before the market where both give the same.
  private mutating func nextOffer(_ index: Int) -> Offer? {
    let order = orders[index]
    guard let contract = market.contract(order.symbol), let book = books[order.symbol] else { return nil }
    let client = (order.side == .buy ? book.asks : book.bids).next.map { (index: $0.index, price: contract.price(ticks: $0.ticks)) }
    let last = lastPrice(contract)
    let level = nextLevel(order, Depth(contract: contract, last: last), skipping: book.use.amount(order.side, at: now))
    if let client, order.side == .buy ? client.price <= order.price : client.price >= order.price {
      guard let level, order.side == .buy ? level.price < client.price : level.price > client.price else {
        return .client(index: client.index, price: client.price)
      }
    }
    return level.map { .market(price: $0.price, quantity: $0.quantity) }
  }

  private func nextLevel(_ order: Order, _ depth: Depth, skipping: Quantity) -> (price: Price, quantity: Quantity)? {
    var used = skipping
    for level in 0..<Depth.levels {
      let quoted = depth.quoted(order.side, level)
      guard order.side == .buy ? quoted <= order.price : quoted >= order.price else { return nil }
      let size = depth.size(level)
      if used >= size {
        used -= size
        continue
      }
      let cost = depth.taken(order.side, level)
      return (order.side == .buy ? min(cost, order.price) : max(cost, order.price), size - used)
    }
    return nil
  }

  /// - Returns: false if the order can take no more.
  private mutating func take(_ index: Int, _ offer: Offer, as type: ExecutionType) -> Bool {
    let wanted = fillable(index)
    guard wanted > .zero else {
      close(index, .cancelled, .byReduceOnly)
      return false
    }
    let side = orders[index].side
    let symbol = orders[index].symbol
    let (price, quantity): (Price, Quantity)
    switch offer {
    case .client(let maker, let level):
      let given = fillable(maker)
      guard given > .zero else {
        close(maker, .cancelled, .byReduceOnly)
        return true
      }
      (price, quantity) = (level, min(wanted, given))
      fill(maker, quantity, at: price, isMaker: true, as: .trade)
      fill(index, quantity, at: price, isMaker: false, as: type)
    case .market(let level, let available):
      (price, quantity) = (level, min(wanted, available))
      books[symbol]?.use.add(quantity, side, at: now)
      trade(withMarket: symbol, side, quantity, price)
      fill(index, quantity, at: price, isMaker: false, as: type)
    }
    publish(symbol, side, price, quantity)
    return true
  }

  /// - Parameter side: of whoever took.
  private mutating func publish(_ symbol: Symbol, _ side: Side, _ price: Price, _ quantity: Quantity) {
    let trade = PublicTrade(id: identities.next(), symbol: symbol, side: side, price: price, quantity: quantity, time: now)
    if recentTrades.count >= 2000 { recentTrades.removeFirst(1000) }
    recentTrades.append(trade)
    events.append(.trade(trade))
  }

  /// How much of an order can be filled: a reducing order never more than the position.
  func fillable(_ index: Int) -> Quantity {
    let order = orders[index]
    guard order.reduceOnly else { return order.remaining }
    let position = position(order.symbol, order.account)
    return position.side == order.side.opposite ? min(order.remaining, position.size) : .zero
  }

  private mutating func isFillable(_ index: Int) -> Bool {
    let order = orders[index]
    guard let contract = market.contract(order.symbol), let book = books[order.symbol] else { return false }
    var missing = fillable(index)
    for entry in (order.side == .buy ? book.asks : book.bids).entries.reversed() {
      let price = contract.price(ticks: entry.ticks)
      guard order.side == .buy ? price <= order.price : price >= order.price else { break }
      missing -= fillable(entry.index)
    }
    let depth = Depth(contract: contract, last: lastPrice(contract))
    missing += book.use.amount(order.side, at: now)
    for level in 0..<Depth.levels {
      let quoted = depth.quoted(order.side, level)
      guard order.side == .buy ? quoted <= order.price : quoted >= order.price else { break }
      missing -= depth.size(level)
    }
    return missing <= .zero
  }

  /// - Parameter side: the client's.
  mutating func trade(withMarket symbol: Symbol, _ side: Side, _ quantity: Quantity, _ price: Price) {
    let value = Money.notional(price, quantity, .nearest)
    marketMaker[symbol, default: MarketMaker()].position += side == .buy ? -quantity : quantity
    marketMaker[symbol, default: MarketMaker()].proceeds += side == .buy ? value : -value
  }

  /// The played price has reached an open order: a resting limit is filled as a maker, a conditional order enters the market.
  mutating func reach(_ index: Int) {
    let order = orders[index]
    guard order.status.isOpen, let contract = market.contract(order.symbol) else { return }
    guard order.status == .untriggered else {
      fillFromMarket(index, contract)
      return
    }
    trigger(index, contract)
  }

  /// The market trades a slice against a resting order, at the order's price.
  private mutating func fillFromMarket(_ index: Int, _ contract: Contract) {
    let order = orders[index]
    let wanted = fillable(index)
    guard wanted > .zero else {
      close(index, .cancelled, .byReduceOnly)
      return
    }
    let slice = Quantity.affordable(Depth.levelValue, at: order.price).rounded(toMultipleOf: contract.instrument.quantityStep, .down)
    let quantity = min(wanted, max(contract.instrument.quantityStep, slice))
    trade(withMarket: order.symbol, order.side, quantity, order.price)
    fill(index, quantity, at: order.price, isMaker: true, as: .trade)
    publish(order.symbol, order.side.opposite, order.price, quantity)
    if orders[index].status.isOpen {
      books[order.symbol]?.wait(index, until: now + 1000)
      changed(order)
    }
  }

  private mutating func trigger(_ index: Int, _ contract: Contract) {
    books[orders[index].symbol]?.remove(index)
    let last = lastPrice(contract)
    let tick = contract.instrument.tickSize
    if orders[index].trail != nil { orders[index].triggerPrice = last }
    orders[index].status = .new
    orders[index].updated = now
    changed(orders[index])
    let order = orders[index]
    if order.type == .market {
      orders[index].price =
        order.slippage?.limit(order.side, last: last, tick: tick) ?? Fees.protectivePrice(order.side, last: last, tick: tick)
    }
    if let sibling = order.sibling {
      close(sibling, .cancelled, order.stopOrderType == .partialStopLoss ? .byStopLossTriggered : .byTakeProfitTriggered)
    }
    if !order.reduceOnly {
      do {
        let cost = order.type == .market ? Depth(contract: contract, last: last).taken(order.side, 0) : order.price
        try checkMargin(position(order.symbol, order.account), order.side, order.quantity, cost, order.account)
      } catch {
        close(index, .rejected, .none, .others)
        return
      }
    }
    announce(index)
    match(index)
  }
}
