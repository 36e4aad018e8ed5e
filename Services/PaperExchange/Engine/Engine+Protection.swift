import Model

extension Engine {
  /// Take-profit and stop-loss must lie on their own sides of the price they start from.
  func checkProtection(
    _ side: Side, takeProfit: Price?, stopLoss: Price?, base: Price, _ contract: Contract
  ) throws(Refusal) {
    if let takeProfit {
      try checkTick(takeProfit, "takeProfit", contract)
      guard side == .buy ? takeProfit > base : takeProfit < base else {
        throw .parameter(
          "TakeProfit:\(takeProfit) set for \(side.rawValue) position should be \(side == .buy ? "higher" : "lower") than base_price:\(base)??LastPrice"
        )
      }
    }
    if let stopLoss {
      try checkTick(stopLoss, "stopLoss", contract)
      guard side == .buy ? stopLoss < base : stopLoss > base else {
        throw .parameter(
          "StopLoss:\(stopLoss) set for \(side.rawValue) position should be \(side == .buy ? "lower" : "higher") than base_price:\(base)??LastPrice"
        )
      }
    }
  }

  mutating func setProtection(_ change: SetProtection, _ account: Int) throws(Refusal) {
    let contract = try contract(change.symbol)
    let position = position(change.symbol, account)
    guard let side = position.side else { throw .parameter("can not set tp/sl/ts for zero position") }
    if let partial = change.partial {
      try addPartialProtection(change, partial, position, side, contract, account)
      events.append(.position(account: account, change.symbol))
      return
    }
    let current = protection(position)
    let takeProfit = change.takeProfit.map { $0 == .zero ? nil : $0 } ?? current.takeProfit
    let stopLoss = change.stopLoss.map { $0 == .zero ? nil : $0 } ?? current.stopLoss
    let trailing = change.trailingDistance.map { $0 == .zero ? nil : $0 } ?? current.trailing
    let hasNewTrail = trailing != current.trailing || (trailing != nil && change.activePrice.map { $0 != .zero } == true)
    guard takeProfit != current.takeProfit || stopLoss != current.stopLoss || hasNewTrail else {
      throw Refusal(.takeProfitStopLossUnchanged, "not modified")
    }
    let last = lastPrice(contract)
    try checkProtection(
      side, takeProfit: takeProfit == current.takeProfit ? nil : takeProfit, stopLoss: stopLoss == current.stopLoss ? nil : stopLoss,
      base: last, contract)
    if hasNewTrail, let trailing { try checkTrail(trailing, change.activePrice, side, last, contract) }
    let wanted = Protection(
      takeProfit: takeProfit, stopLoss: stopLoss, takeProfitTrigger: change.takeProfitTrigger ?? .lastPrice,
      stopLossTrigger: change.stopLossTrigger ?? .lastPrice)
    protect(change.symbol, wanted, parentLinkID: "", account)
    if hasNewTrail { setTrail(trailing, change.activePrice, side, last, contract, account) }
    events.append(.position(account: account, change.symbol))
  }

  func protection(_ position: Position) -> (takeProfit: Price?, stopLoss: Price?, trailing: Price?) {
    let trail = position.trailingOrder.flatMap { orders[$0].trail }
    let contract = market.contract(position.symbol)
    return (
      position.takeProfitOrder.flatMap { orders[$0].triggerPrice }, position.stopLossOrder.flatMap { orders[$0].triggerPrice },
      trail.flatMap { trail in contract.map { $0.price(ticks: trail.distance) } }
    )
  }

  /// A fill has opened or enlarged a position: what its order carries comes into force.
  mutating func protectFill(_ index: Int, _ quantity: Quantity) {
    let order = orders[index]
    guard order.protection.isPartial else {
      let current = protection(position(order.symbol, order.account))
      var wanted = order.protection
      wanted.takeProfit = wanted.takeProfit ?? current.takeProfit
      wanted.stopLoss = wanted.stopLoss ?? current.stopLoss
      protect(order.symbol, wanted, parentLinkID: order.linkID, order.account)
      return
    }
    let earlier = (accounts[order.account].open[order.symbol] ?? []).filter {
      orders[$0].parent == index && orders[$0].status == .untriggered
    }
    guard earlier.isEmpty else {
      for child in earlier {
        orders[child].quantity += quantity
        orders[child].updated = now
        announce(child)
      }
      return
    }
    addPair(order.symbol, order.protection, size: quantity, parentLinkID: order.linkID, parent: index, order.account)
  }

  /// Makes the conditional orders of a position say exactly this. - Precondition: the position is open.
  mutating func protect(_ symbol: Symbol, _ wanted: Protection, parentLinkID: String, _ account: Int) {
    let position = position(symbol, account)
    let takeProfit = settle(
      position.takeProfitOrder, position, .takeProfit, wanted.takeProfit, wanted.takeProfitTrigger, parentLinkID, account)
    accounts[account].positions[symbol]?.takeProfitOrder = takeProfit
    let stopLoss = settle(position.stopLossOrder, position, .stopLoss, wanted.stopLoss, wanted.stopLossTrigger, parentLinkID, account)
    accounts[account].positions[symbol]?.stopLossOrder = stopLoss
    accounts[account].positions[symbol]?.updated = now
  }

  /// Adds, moves or removes one protecting order. - Returns: its index, nil if there is none now.
  private mutating func settle(
    _ existing: Int?, _ position: Position, _ kind: StopOrderType, _ price: Price?, _ source: TriggerSource, _ parentLinkID: String,
    _ account: Int
  ) -> Int? {
    guard let price else {
      if let existing { close(existing, .deactivated, .byUser) }
      return nil
    }
    if let existing {
      if orders[existing].triggerPrice != price || orders[existing].triggerBy != source {
        books[position.symbol]?.remove(existing)
        orders[existing].triggerPrice = price
        orders[existing].triggerBy = source
        orders[existing].updated = now
        rest(existing)
        announce(existing)
      }
      return existing
    }
    return addConditional(position, kind, price, source, size: position.size, limit: nil, parentLinkID, account)
  }

  /// - Parameter limit: nil for a market order.
  private mutating func addConditional(
    _ position: Position, _ kind: StopOrderType, _ price: Price, _ source: TriggerSource, size: Quantity, limit: Price?,
    _ parentLinkID: String, _ account: Int
  ) -> Int? {
    guard let side = position.side, let contract = market.contract(position.symbol) else { return nil }
    let takesProfit = kind == .takeProfit || kind == .partialTakeProfit
    let create: CreateType =
      switch kind {
      case .takeProfit: .byTakeProfit
      case .partialTakeProfit: .byPartialTakeProfit
      case .partialStopLoss: .byPartialStopLoss
      default: .byStopLoss
      }
    let last = lastPrice(contract)
    let index = add(
      Order(
        id: identities.next(), account: account, linkID: "", parentLinkID: parentLinkID, symbol: position.symbol, side: side.opposite,
        type: limit == nil ? .market : .limit, timeInForce: limit == nil ? .immediateOrCancel : .goodTillCancelled, price: limit ?? .zero,
        quantity: size, status: .untriggered, createType: create, stopOrderType: kind, triggerPrice: price,
        triggerDirection: takesProfit == (side == .buy) ? .rise : .fall, triggerBy: source, reduceOnly: true,
        closeOnTrigger: limit == nil, lastPriceOnCreated: last, created: now, updated: now))
    rest(index)
    announce(index)
    return index
  }

  private mutating func addPair(
    _ symbol: Symbol, _ wanted: Protection, size: Quantity, parentLinkID: String, parent: Int?, _ account: Int
  ) {
    let position = position(symbol, account)
    let takeProfit = wanted.takeProfit.flatMap {
      addConditional(
        position, .partialTakeProfit, $0, wanted.takeProfitTrigger, size: size, limit: wanted.takeProfitLimit, parentLinkID, account)
    }
    let stopLoss = wanted.stopLoss.flatMap {
      addConditional(
        position, .partialStopLoss, $0, wanted.stopLossTrigger, size: size, limit: wanted.stopLossLimit, parentLinkID, account)
    }
    if let takeProfit {
      orders[takeProfit].sibling = stopLoss
      orders[takeProfit].parent = parent
    }
    if let stopLoss {
      orders[stopLoss].sibling = takeProfit
      orders[stopLoss].parent = parent
    }
  }

  private mutating func addPartialProtection(
    _ change: SetProtection, _ partial: SetProtection.Partial, _ position: Position, _ side: Side, _ contract: Contract, _ account: Int
  ) throws(Refusal) {
    let takeProfit = change.takeProfit.flatMap { $0 == .zero ? nil : $0 }
    let stopLoss = change.stopLoss.flatMap { $0 == .zero ? nil : $0 }
    guard takeProfit != nil || stopLoss != nil else { throw .parameter("params error: takeProfit or stopLoss is required in Partial mode") }
    guard partial.size > .zero, partial.size <= position.size, partial.size.isMultiple(of: contract.instrument.quantityStep) else {
      throw .parameter("params error: tpSize and slSize must be a multiple of the step and at most the position's size")
    }
    let existing = (accounts[account].open[change.symbol] ?? []).filter { orders[$0].stopOrderType.isPartial }.count
    guard existing + (takeProfit == nil ? 0 : 1) + (stopLoss == nil ? 0 : 1) <= 20 else {
      throw Refusal(.tooManyPartialStops, "the number of partial take-profit and stop-loss orders exceeds 20")
    }
    try checkProtection(side, takeProfit: takeProfit, stopLoss: stopLoss, base: lastPrice(contract), contract)
    for limit in [partial.takeProfitLimit, partial.stopLossLimit].compactMap({ $0 }) { try checkTick(limit, "limit price", contract) }
    addPair(
      change.symbol,
      Protection(
        takeProfit: takeProfit, stopLoss: stopLoss, takeProfitTrigger: change.takeProfitTrigger ?? .lastPrice,
        stopLossTrigger: change.stopLossTrigger ?? .lastPrice, isPartial: true, takeProfitLimit: partial.takeProfitLimit,
        stopLossLimit: partial.stopLossLimit),
      size: partial.size, parentLinkID: "", parent: nil, account)
  }
}
