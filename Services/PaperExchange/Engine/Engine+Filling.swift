import Model

extension Engine {
  /// Fills a part or the rest of an order at one price and books everything that follows from it.
  /// - Precondition: `quantity` is at most what ``fillable(_:)`` allows.
  mutating func fill(_ index: Int, _ quantity: Quantity, at price: Price, isMaker: Bool, as type: ExecutionType) {
    let order = orders[index]
    var position = position(order.symbol, order.account)
    let value = Money.notional(price, quantity, .nearest)
    let fee = Fees.of(value, isMaker: isMaker)
    let opening = position.openingQuantity(order.side, quantity)
    let closing = quantity - opening
    let sequence = identities.nextSequence()
    let executionID = identities.next()
    accounts[order.account].wallet -= fee
    accounts[order.account].ledger.fees += fee
    accounts[order.account].ledger.proceeds += order.side == .sell ? value : -value

    let closeFee = Margin.share(fee, closing, of: quantity)
    let exitValue = Margin.share(value, closing, of: quantity)
    var profit = Money.zero
    if closing > .zero { profit = reduce(&position, by: closing, exitValue: exitValue, fee: closeFee, index: index) }
    let isFlat = position.size == .zero && position.side != nil
    if opening > .zero { enlarge(&position, order.side, opening, value - exitValue, fee - closeFee, isNew: isFlat || position.side == nil) }
    position.updated = now
    position.sequence = sequence
    progress(index, quantity, value: value, fee: fee, profit: profit)
    // What protected a position that is gone goes with it, whether or not the other side has been opened.
    let protectionEnds = closing > .zero && (isFlat || position.size == .zero)
    if position.size == .zero {
      position.side = nil
      position.entryValue = .zero
      position.openFee = .zero
    }
    accounts[order.account].positions[order.symbol] = position.keepingProtection(of: accounts[order.account].positions[order.symbol])
    record(
      Execution(
        id: executionID, sequence: sequence, orderID: order.id, linkID: order.linkID, symbol: order.symbol, side: order.side,
        orderType: order.type, orderPrice: order.price, orderQuantity: orders[index].quantity, createType: order.createType,
        stopOrderType: order.stopOrderType, price: price, quantity: quantity, value: value, fee: fee, isMaker: isMaker, type: type,
        feeRate: isMaker ? Fees.maker : Fees.taker, leavesQuantity: orders[index].leavesQuantity, profit: profit, markPrice: price,
        closedQuantity: closing, time: now), order.account)
    announce(index)
    if protectionEnds { clearProtection(order.symbol, order.account) }
    if opening > .zero, order.isProtected { protectFill(index, opening) }
    resizeProtection(order.symbol, order.account)
    changed(order)
    events.append(.position(account: order.account, order.symbol))
    events.append(.wallet(account: order.account))
  }

  mutating func record(_ execution: Execution, _ account: Int) {
    accounts[account].executions.append(execution)
    events.append(.execution(account: account, execution))
  }

  private mutating func enlarge(
    _ position: inout Position, _ side: Side, _ quantity: Quantity, _ value: Money, _ fee: Money, isNew: Bool
  ) {
    if isNew {
      position.opened = now
      position.currentRealised = .zero
    }
    position.side = side
    position.size += quantity
    position.entryValue += value
    position.openFee += fee
    position.book(-fee)
  }

  /// The order's own figures after a fill; a filled order leaves the book.
  private mutating func progress(_ index: Int, _ quantity: Quantity, value: Money, fee: Money, profit: Money) {
    orders[index].executedQuantity += quantity
    orders[index].executedValue += value
    orders[index].executedFee += fee
    orders[index].closedProfit += profit
    orders[index].updated = now
    accounts[orders[index].account].realised += profit - fee
    if orders[index].reduceOnly, orders[index].type == .market {
      // A closing order is cut to the position, as the real one is.
      let position = position(orders[index].symbol, orders[index].account)
      if position.size <= quantity { orders[index].quantity = orders[index].executedQuantity }
    }
    orders[index].status = orders[index].remaining > .zero ? .partiallyFilled : .filled
    if orders[index].status == .filled { withdraw(index) }
  }

  /// - Returns: the profit before fees.
  private mutating func reduce(
    _ position: inout Position, by quantity: Quantity, exitValue: Money, fee: Money, index: Int
  ) -> Money {
    let order = orders[index]
    let entry = Margin.share(position.entryValue, quantity, of: position.size)
    let openFee = Margin.share(position.openFee, quantity, of: position.size)
    let gross = position.side == .buy ? exitValue - entry : entry - exitValue
    position.size -= quantity
    position.entryValue -= entry
    position.openFee -= openFee
    accounts[order.account].wallet += gross
    position.book(gross - fee)
    let profit = gross - openFee - fee
    if let place = accounts[order.account].closedTradeByOrder[index] {
      accounts[order.account].closedTrades[place].add(
        quantity, entryValue: entry, exitValue: exitValue, openFee: openFee, closeFee: fee, profit: profit, at: now)
    } else {
      accounts[order.account].closedTradeByOrder[index] = accounts[order.account].closedTrades.count
      accounts[order.account].closedTrades.append(
        ClosedTrade(
          orderID: order.id, symbol: order.symbol, side: order.side, orderType: order.type, orderPrice: order.price,
          orderQuantity: order.quantity, quantity: quantity, entryValue: entry, exitValue: exitValue, openFee: openFee, closeFee: fee,
          profit: profit, leverage: position.leverage, time: now, updated: now))
    }
    return gross
  }

  /// A position has just become flat: its protection goes, and every order that could only have reduced it.
  private mutating func clearProtection(_ symbol: Symbol, _ account: Int) {
    for index in accounts[account].open[symbol] ?? [] where orders[index].reduceOnly {
      close(index, .cancelled, orders[index].stopOrderType.isProtection ? .byTakeProfitStopLossClear : .byReduceOnly)
    }
  }

  /// Full protection always covers the whole position, partial protection never more than it.
  private mutating func resizeProtection(_ symbol: Symbol, _ account: Int) {
    let position = position(symbol, account)
    guard position.side != nil else { return }
    for index in accounts[account].open[symbol] ?? [] {
      let order = orders[index]
      guard order.status == .untriggered, order.stopOrderType.isProtection else { continue }
      let size = order.stopOrderType.isPartial ? min(order.quantity, position.size) : position.size
      guard order.quantity != size else { continue }
      orders[index].quantity = size
      orders[index].updated = now
      announce(index)
    }
  }
}
