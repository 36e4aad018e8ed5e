import Model

extension Engine {
  mutating func balance(_ account: Int) -> Balance {
    var balance = Balance(wallet: accounts[account].wallet, realised: accounts[account].realised)
    for position in accounts[account].positions.values where position.side != nil {
      guard let contract = market.contract(position.symbol) else { continue }
      balance.unrealised += position.unrealised(at: lastPrice(contract))
      balance.positionMargin += position.initialMargin
      balance.maintenanceMargin += position.maintenanceMargin
    }
    for symbol in market.symbols { balance.orderMargin += cachedOrderMargin(symbol, account) }
    return balance
  }

  mutating func available(_ account: Int) -> Money { balance(account).available }

  private mutating func cachedOrderMargin(_ symbol: Symbol, _ account: Int) -> Money {
    if let known = accounts[account].orderMargin[symbol] { return known }
    let margin = openOrderMargin(symbol, account)
    accounts[account].orderMargin[symbol] = margin
    return margin
  }

  /// Margin held for resting orders that could open or enlarge a position.
  func openOrderMargin(_ symbol: Symbol, _ account: Int, except id: String? = nil) -> Money {
    let position = position(symbol, account)
    var margin = Money.zero
    for index in accounts[account].open[symbol] ?? [] {
      let order = orders[index]
      guard order.status.isResting, !order.reduceOnly, order.id != id else { continue }
      let opening = position.openingQuantity(order.side, order.remaining)
      margin += Margin.initial(Money.notional(order.price, opening, .nearest), leverage: position.leverage)
    }
    return margin
  }

  /// The price at which this position alone would bring the account to liquidation, the others standing still; nil if there is none.
  mutating func liquidationPrice(_ position: Position, _ account: Int) -> Price? {
    guard let side = position.side, let contract = market.contract(position.symbol) else { return nil }
    let balance = balance(account)
    let cushion = balance.equity - balance.maintenanceMargin
    let distance = Margin.ratio(cushion.fixedPoint.units, FixedPoint.unitsPerOne, position.size.fixedPoint.units)
    let last = lastPrice(contract).fixedPoint.units
    let units = side == .buy ? last - distance : last + distance
    guard units > 0, units <= contract.maximumPrice.fixedPoint.units else { return nil }
    return Price(FixedPoint(units: units)).rounded(toMultipleOf: contract.instrument.tickSize, side == .buy ? .up : .down)
  }
}
