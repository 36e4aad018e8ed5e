/// The gate's reason while trading does not run.
package struct TradingStop: Sendable, Equatable {
  /// `paused`, `halted`, `dailyLoss` or `drawdown`.
  package let reason: String
  package let message: String

  package init(reason: String, message: String) {
    self.reason = reason
    self.message = message
  }
}
