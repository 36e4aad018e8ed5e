/// Calls that fail together. Each group has its own circuit breaker, so that failing entries never keep a position from being closed
/// (DESIGN §6.6).
package enum CallGroup: String, Sendable, CaseIterable {
  /// Public data.
  case market
  /// Orders that can open or enlarge a position, leverage, position mode.
  case entry
  /// Close, cancel, amend and stop calls.
  case protection
  /// Signed reads.
  case account
}
