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

  mutating func setProtection(_ change: SetProtection) throws(Refusal) {
    let contract = try contract(change.symbol)
    let position = position(change.symbol)
    guard let side = position.side else { throw .parameter("can not set tp/sl/ts for zero position") }
    let current = protection(position)
    let takeProfit = change.takeProfit.map { $0 == .zero ? nil : $0 } ?? current.takeProfit
    let stopLoss = change.stopLoss.map { $0 == .zero ? nil : $0 } ?? current.stopLoss
    guard takeProfit != current.takeProfit || stopLoss != current.stopLoss else {
      throw Refusal(.takeProfitStopLossUnchanged, "not modified")
    }
    let last = lastPrice(contract)
    try checkProtection(
      side, takeProfit: takeProfit == current.takeProfit ? nil : takeProfit, stopLoss: stopLoss == current.stopLoss ? nil : stopLoss,
      base: last, contract)
    protect(
      change.symbol, takeProfit: takeProfit, stopLoss: stopLoss, takeProfitTrigger: change.takeProfitTrigger ?? .lastPrice,
      stopLossTrigger: change.stopLossTrigger ?? .lastPrice, parentLinkID: "")
  }

  func protection(_ position: Position) -> (takeProfit: Price?, stopLoss: Price?) {
    (position.takeProfitOrder.flatMap { orders[$0].triggerPrice }, position.stopLossOrder.flatMap { orders[$0].triggerPrice })
  }

  /// Makes the conditional orders of a position say exactly this. - Precondition: the position is open.
  mutating func protect(
    _ symbol: Symbol, takeProfit: Price?, stopLoss: Price?, takeProfitTrigger: TriggerSource, stopLossTrigger: TriggerSource,
    parentLinkID: String
  ) {
    var position = position(symbol)
    position.takeProfitOrder = settle(
      position.takeProfitOrder, position, .takeProfit, takeProfit, takeProfitTrigger, parentLinkID)
    position.stopLossOrder = settle(position.stopLossOrder, position, .stopLoss, stopLoss, stopLossTrigger, parentLinkID)
    position.updated = now
    positions[symbol] = position
  }

  /// Adds, moves or removes one protecting order. - Returns: its index, nil if there is none now.
  private mutating func settle(
    _ existing: Int?, _ position: Position, _ kind: StopOrderType, _ price: Price?, _ source: TriggerSource, _ parentLinkID: String
  ) -> Int? {
    guard let price, let side = position.side, let contract = market.contract(position.symbol) else {
      if let existing { close(existing, .deactivated, .byUser) }
      return nil
    }
    if let existing {
      if orders[existing].triggerPrice != price || orders[existing].triggerBy != source {
        orders[existing].triggerPrice = price
        orders[existing].triggerBy = source
        orders[existing].updated = now
        forgetDueTime(existing)
      }
      return existing
    }
    let rises = (kind == .takeProfit) == (side == .buy)
    let last = lastPrice(contract)
    return add(
      Order(
        id: identities.next(), linkID: "", parentLinkID: parentLinkID, symbol: position.symbol, side: side.opposite, type: .market,
        timeInForce: .immediateOrCancel, price: .zero, quantity: position.size, status: .untriggered,
        createType: kind == .takeProfit ? .byTakeProfit : .byStopLoss, stopOrderType: kind, triggerPrice: price,
        triggerDirection: rises ? .rise : .fall, triggerBy: source, reduceOnly: true, closeOnTrigger: true, lastPriceOnCreated: last,
        created: now, updated: now))
  }
}
