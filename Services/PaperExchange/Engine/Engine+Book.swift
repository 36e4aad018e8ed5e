import Model

extension Engine {
  /// Adds an order to its account and, unless it is matched at once, to the book.
  mutating func add(_ order: Order) -> Int {
    let index = orders.count
    var order = order
    order.priority = nextPriority
    nextPriority += 1
    orders.append(order)
    indexByID[order.id] = index
    accounts[order.account].orders.append(index)
    if !order.linkID.isEmpty { accounts[order.account].indexByLinkID[order.linkID] = index }
    accounts[order.account].open[order.symbol, default: []].append(index)
    changed(order)
    return index
  }

  /// Puts an open order where the price or another client finds it.
  mutating func rest(_ index: Int, opensAt: Int64? = nil) {
    let order = orders[index]
    guard let contract = market.contract(order.symbol) else { return }
    books[order.symbol]?.insert(order, index: index, contract: contract, opensAt: opensAt)
    changed(order)
  }

  /// Takes an order out of the book and, if it has ended, from its account's open ones and its position's protection.
  mutating func withdraw(_ index: Int) {
    let order = orders[index]
    books[order.symbol]?.remove(index)
    changed(order)
    guard !order.status.isOpen else { return }
    if let place = accounts[order.account].open[order.symbol]?.firstIndex(of: index) {
      accounts[order.account].open[order.symbol]?.remove(at: place)
    }
    guard order.stopOrderType.isProtection else { return }
    if accounts[order.account].positions[order.symbol]?.takeProfitOrder == index {
      accounts[order.account].positions[order.symbol]?.takeProfitOrder = nil
    }
    if accounts[order.account].positions[order.symbol]?.stopLossOrder == index {
      accounts[order.account].positions[order.symbol]?.stopLossOrder = nil
    }
    if accounts[order.account].positions[order.symbol]?.trailingOrder == index {
      accounts[order.account].positions[order.symbol]?.trailingOrder = nil
    }
  }

  /// Ends an order without a further fill.
  mutating func close(_ index: Int, _ status: OrderStatus, _ cancel: CancelType, _ reason: RejectReason = .none) {
    let order = orders[index]
    guard order.status.isOpen else { return }
    // A conditional order that ends before its trigger is Deactivated, any other is Cancelled.
    orders[index].status = order.status == .untriggered && status == .cancelled ? .deactivated : status
    orders[index].cancelType = cancel
    orders[index].rejectReason = reason
    orders[index].updated = now
    withdraw(index)
    events.append(.order(account: order.account, orders[index]))
  }

  mutating func announce(_ index: Int) { events.append(.order(account: orders[index].account, orders[index])) }
}
