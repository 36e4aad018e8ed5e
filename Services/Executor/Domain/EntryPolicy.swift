import Bybit
import Model

/// How entries are sent: process configuration (`entry.*`).
package struct EntryPolicy: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Fills at once or not at all, no further from the last price than ``slippage``.
    case market
    /// Rests at the analysed entry until it fills or is withdrawn.
    case limit
  }

  package var kind: Kind
  /// Of market entries; the exchange itself keeps to it.
  package var slippage: SlippageTolerance
  /// How long a limit entry rests at one price.
  package var patience: Duration
  /// How often it follows the best price after that, before it is cancelled.
  package var chases: Int

  package init(kind: Kind, slippage: SlippageTolerance, patience: Duration, chases: Int) {
    self.kind = kind
    self.slippage = slippage
    self.patience = patience
    self.chases = chases
  }

  /// How long before the cycle's end a resting entry is withdrawn, so that none is left when it ends (DESIGN §6.8): a second, or a tenth
  /// of a short cycle.
  package static func withdrawalLead(_ window: TimeWindow) -> Duration { min(.seconds(1), (window.end - window.start) / 10) }

  /// The time in which an order of this kind may be at the exchange.
  package func window(_ window: TimeWindow) -> TimeWindow {
    guard kind == .limit else { return window }
    return TimeWindow(start: window.start, end: window.end - Self.withdrawalLead(window))
  }
}
