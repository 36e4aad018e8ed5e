/// Calls that fail together. Each group has its own circuit breaker, so that failing entries never keep a position from being closed
/// (DESIGN §6.6).
package enum CallGroup: String, Sendable, CaseIterable {
  /// Public data.
  case market
  /// Orders that can open or enlarge a position and their amendments, leverage, position mode.
  case entry
  /// Close, cancel and stop calls, amendments of stops.
  case protection
  /// Reads that tell whether a position is there and protected, and what became of an order.
  case positions
  /// Other signed reads, such as the wallet.
  case account

  /// Whether its calls may use the part of the address's budget that is kept for protection.
  var isUrgent: Bool { self == .protection || self == .positions }

  /// How long the group's breaker stays open. What protects a position asks again soon: a minute without a look is a minute unprotected.
  var opensFor: Duration? {
    switch self {
    case .protection, .positions: .seconds(2)
    case .market, .entry, .account: nil
    }
  }
}
