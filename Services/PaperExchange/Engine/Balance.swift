import Model

/// The wallet's figures at one moment, in USDT.
struct Balance: Hashable, Sendable {
  var wallet = Money.zero
  var unrealised = Money.zero
  var positionMargin = Money.zero
  var maintenanceMargin = Money.zero
  var orderMargin = Money.zero
  var realised = Money.zero

  var equity: Money { wallet + unrealised }
  var initialMargin: Money { positionMargin + orderMargin }
  /// Never below zero.
  var available: Money { max(.zero, equity - initialMargin) }
}
