import Model

/// No entry passes the gate from now on; proposals that wait are withdrawn. Exits and protection go on.
package struct TradingHalted: Event {
  package static let topic = Topic(.riskManager, "trading.halted")
  package static let version = 1

  package let level: HaltLevel
  /// Such as `asked`, `dailyLoss`, `drawdown`.
  package let reason: String
  package let message: String
  /// Also close every open position of ours.
  package let flatten: Bool
  package let decidedBy: String

  /// One key for halts and resumptions: a parked halt must not come after the resumption that followed it.
  package var key: String { "trading" }

  package init(level: HaltLevel, reason: String, message: String, flatten: Bool, decidedBy: String) {
    self.level = level
    self.reason = reason
    self.message = message
    self.flatten = flatten
    self.decidedBy = decidedBy
  }
}
