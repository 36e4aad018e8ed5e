import Model

/// Entries may pass the gate again.
package struct TradingResumed: Event {
  package static let topic = Topic(.riskManager, "trading.resumed")
  package static let version = 1

  package let decidedBy: String

  package var key: String { Self.topic.event }

  package init(decidedBy: String) { self.decidedBy = decidedBy }
}
