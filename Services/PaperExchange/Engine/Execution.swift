import Model

/// One fill, or one payment of funding.
struct Execution: Sendable {
  let id: String
  let sequence: Int64
  let orderID: String
  let linkID: String
  let symbol: Symbol
  let side: Side
  /// nil for funding.
  let orderType: OrderType?
  let orderPrice: Price
  let orderQuantity: Quantity
  let createType: CreateType?
  let stopOrderType: StopOrderType
  let price: Price
  let quantity: Quantity
  let value: Money
  /// Positive when paid.
  let fee: Money
  let isMaker: Bool
  let type: ExecutionType
  let feeRate: FixedPoint
  /// The order's, after this fill.
  let leavesQuantity: Quantity
  /// Realised by this fill, without its fee.
  let profit: Money
  let markPrice: Price
  /// The part that reduced an existing position.
  let closedQuantity: Quantity
  /// Milliseconds since 1970.
  let time: Int64
}
