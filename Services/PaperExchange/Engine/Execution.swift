import Model

/// One fill.
struct Execution: Sendable {
  let id: String
  let sequence: Int64
  let orderID: String
  let linkID: String
  let symbol: Symbol
  let side: Side
  let orderType: OrderType
  let orderPrice: Price
  let orderQuantity: Quantity
  let createType: CreateType
  let stopOrderType: StopOrderType
  let price: Price
  let quantity: Quantity
  let value: Money
  let fee: Money
  let isMaker: Bool
  /// The part that reduced an existing position.
  let closedQuantity: Quantity
  /// Milliseconds since 1970.
  let time: Int64
}
