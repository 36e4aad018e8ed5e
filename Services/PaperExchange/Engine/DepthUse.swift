import Model

/// How much of the market's own liquidity clients have taken within one second.
struct DepthUse: Sendable {
  private var second: Int64 = .min
  private var bought = Quantity.zero
  private var sold = Quantity.zero

  /// - Parameter side: of the orders that took. - Parameter time: milliseconds since 1970.
  func amount(_ side: Side, at time: Int64) -> Quantity {
    guard time.floorDivided(by: 1000) == second else { return .zero }
    return side == .buy ? bought : sold
  }

  mutating func add(_ quantity: Quantity, _ side: Side, at time: Int64) {
    let present = time.floorDivided(by: 1000)
    if present != second { (second, bought, sold) = (present, .zero, .zero) }
    if side == .buy { bought += quantity } else { sold += quantity }
  }
}
