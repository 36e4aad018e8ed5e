package enum TimeInForce: String, Sendable {
  case goodTillCancelled = "GTC"
  case immediateOrCancel = "IOC"
  case fillOrKill = "FOK"
  /// Cancelled by the exchange instead of taking.
  case postOnly = "PostOnly"
}
