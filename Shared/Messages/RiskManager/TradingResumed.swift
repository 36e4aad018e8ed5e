import Model

/// Entries may pass the gate again.
package struct TradingResumed: Event {
  package static let topic = Topic(.riskManager, "trading.resumed")
  package static let version = 1

  package let decidedBy: String

  /// One key for halts and resumptions: a parked halt must not come after the resumption that followed it.
  package var key: String { "trading" }

  package init(decidedBy: String) { self.decidedBy = decidedBy }
}
