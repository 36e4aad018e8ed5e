import Bybit
import Model

/// A filled entry as read from the exchange.
struct OpenedPosition: Sendable {
  let exchangeOrderID: String
  let quantity: Quantity
  let entryPrice: Price
  let stopLoss: Price
  let takeProfit: Price
  let fee: Money
  let executions: [Execution]
  /// From the first fill until its stop was read back, or until the position was flat again; by the exchange's clock.
  let unprotected: Duration
}
