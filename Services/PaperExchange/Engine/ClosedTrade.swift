import Model

/// What one closing order earned, net of the fees of both ends.
struct ClosedTrade: Sendable {
  let orderID: String
  let symbol: Symbol
  /// Of the closing order.
  let side: Side
  let orderType: OrderType
  let orderPrice: Price
  let orderQuantity: Quantity
  let quantity: Quantity
  let entryValue: Money
  let exitValue: Money
  let openFee: Money
  let closeFee: Money
  let profit: Money
  let leverage: FixedPoint
  /// Milliseconds since 1970.
  let time: Int64
}
