import Model

extension Engine {
  mutating func balance() -> Balance {
    var balance = Balance(wallet: wallet, realised: realised)
    for position in positions.values where position.side != nil {
      guard let contract = market.contract(position.symbol) else { continue }
      balance.unrealised += position.unrealised(at: lastPrice(contract))
      balance.positionMargin += position.initialMargin
      balance.maintenanceMargin += position.maintenanceMargin
    }
    for symbol in Set(open.map { orders[$0].symbol }) { balance.orderMargin += openOrderMargin(symbol, except: nil) }
    return balance
  }

  mutating func available() -> Money { balance().available }

  /// Margin held for resting orders that could open or enlarge a position.
  func openOrderMargin(_ symbol: Symbol, except id: String?) -> Money {
    let position = position(symbol)
    var margin = Money.zero
    for index in open {
      let order = orders[index]
      guard order.symbol == symbol, order.status == .new, !order.reduceOnly, order.id != id else { continue }
      let opening = position.openingQuantity(order.side, order.quantity)
      margin += Margin.initial(Money.notional(order.price, opening, .nearest), leverage: position.leverage)
    }
    return margin
  }
}
