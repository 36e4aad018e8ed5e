import Bybit
import Messages
import Model

/// What one closed trade earned, from three sources that know nothing of each other. Pure.
struct TradeBooks: Sendable, Equatable {
  let tradeID: TradeID
  let symbol: Symbol
  let side: Side
  let quantity: Quantity
  /// What closed it, such as `takeProfit`.
  let reason: String
  /// The cash that its executions moved: sold minus bought, minus fees, minus funding.
  let rebuilt: Money
  /// As the executor stored it.
  let booked: Money?
  /// What the exchange says of the orders that closed it, minus funding, which the exchange books apart; nil: it says nothing.
  let exchange: Money?

  /// - Parameter closed: the exchange's closed PnL, of any trades.
  init(_ story: TradeStory, closed: [ClosedPnL]) {
    let trade = story.trade
    tradeID = trade.tradeID
    symbol = trade.symbol
    side = trade.side
    quantity = trade.quantity
    reason = trade.reason ?? "unknown"
    booked = trade.realizedPnL
    rebuilt = story.executions.reduce(Money.zero) { sum, execution in
      guard execution.kind == .trade else { return sum - execution.fee }
      let value = Money.notional(execution.price, execution.quantity, .nearest)
      return (execution.side == .sell ? sum + value : sum - value) - execution.fee
    }
    let funding = story.executions.filter { $0.kind == .funding }.reduce(Money.zero) { $0 + $1.fee }
    let orders = Set(story.executions.filter { $0.kind == .trade && $0.side != trade.side }.map(\.exchangeOrderID))
    let rows = closed.filter { orders.contains($0.orderID) }
    exchange = rows.isEmpty ? nil : rows.reduce(.zero) { $0 + $1.pnl } - funding
  }

  var agrees: Bool {
    guard let booked, let exchange else { return false }
    return booked.equals(rebuilt) && exchange.equals(rebuilt)
  }
}

extension Money {
  /// To the cent.
  func equals(_ other: Money) -> Bool { (fixedPoint.units - other.fixedPoint.units).magnitude * 200 < FixedPoint.unitsPerOne.magnitude }
}
