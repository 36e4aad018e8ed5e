import Model

extension Engine {
  func checkTrail(_ distance: Price, _ activation: Price?, _ side: Side, _ last: Price, _ contract: Contract) throws(Refusal) {
    guard distance.isMultiple(of: contract.instrument.tickSize), distance < last else {
      throw .parameter("params error: trailingStop must be a multiple of the tick size and below the price")
    }
    guard let activation, activation != .zero else { return }
    try checkTick(activation, "activePrice", contract)
    guard side == .buy ? activation > last : activation < last else {
      throw .parameter(
        "params error: activePrice \(activation) must be \(side == .buy ? "above" : "below") the last price \(last) of a \(side.rawValue) position"
      )
    }
  }

  /// Replaces the trailing stop of an open position; nil removes it.
  mutating func setTrail(
    _ distance: Price?, _ activation: Price?, _ side: Side, _ last: Price, _ contract: Contract, _ account: Int
  ) {
    let symbol = contract.symbol
    let position = position(symbol, account)
    if let existing = position.trailingOrder { close(existing, .deactivated, .byUser) }
    guard let distance else { return }
    let waits = activation.flatMap { $0 == .zero ? nil : contract.ticks($0) }
    let trail = Trail(distance: contract.ticks(distance), activation: waits, best: contract.ticks(last), time: now)
    let level = waits == nil ? (side == .buy ? last - distance : last + distance) : nil
    let index = add(
      Order(
        id: identities.next(), account: account, linkID: "", parentLinkID: "", symbol: symbol, side: side.opposite, type: .market,
        timeInForce: .immediateOrCancel, price: .zero, quantity: position.size, status: .untriggered, createType: .byTrailingStop,
        stopOrderType: .trailingStop, triggerPrice: level, triggerDirection: side == .buy ? .fall : .rise, triggerBy: .lastPrice,
        trail: trail, reduceOnly: true, closeOnTrigger: true, lastPriceOnCreated: last, created: now, updated: now))
    rest(index)
    accounts[account].positions[symbol]?.trailingOrder = index
    announce(index)
  }

  /// A jump of the price: trailing stops see where it lands, and nothing in between.
  mutating func jumpTrails(_ contract: Contract) {
    let ticks = contract.ticks(lastPrice(contract))
    for index in books[contract.symbol]?.trailing ?? [] {
      guard var trail = orders[index].trail else { continue }
      let sign: Int64 = orders[index].side == .sell ? 1 : -1
      if let activation = trail.activation {
        guard sign * (ticks - activation) >= 0 else { continue }
        (trail.activation, trail.best) = (nil, ticks)
      } else if sign * (ticks - trail.best) > 0 {
        trail.best = ticks
      }
      trail.time = now
      orders[index].trail = trail
      if sign * (trail.best - ticks) >= trail.distance { reach(index) }
    }
    refreshTrails()
  }
}
