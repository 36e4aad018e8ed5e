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
  var quantity: Quantity
  var entryValue: Money
  var exitValue: Money
  var openFee: Money
  var closeFee: Money
  var profit: Money
  let leverage: FixedPoint
  /// Milliseconds since 1970.
  let time: Int64
  var updated: Int64
  var fillCount = 1

  /// Another fill of the same closing order.
  mutating func add(
    _ quantity: Quantity, entryValue: Money, exitValue: Money, openFee: Money, closeFee: Money, profit: Money, at time: Int64
  ) {
    self.quantity += quantity
    self.entryValue += entryValue
    self.exitValue += exitValue
    self.openFee += openFee
    self.closeFee += closeFee
    self.profit += profit
    fillCount += 1
    updated = time
  }
}
