import Model

/// Tells that a position without a trade is there, or that the one a quarantine is about is gone. The executor looks again before it acts:
/// what our own order opened becomes a trade, anything else puts the symbol under quarantine, and nothing at all ends that. Asking again
/// is harmless; a quarantine that somebody has lifted is not put up again for the same observation.
package struct ResolveUnknownPosition: AddressedRequest {
  package static let service = ServiceName.executor
  package static let name = "resolve-unknown-position"
  package static let version = 1

  package let symbol: Symbol
  /// Since when every read has shown it.
  package let observedAt: Timestamp

  package init(symbol: Symbol, observedAt: Timestamp) {
    self.symbol = symbol
    self.observedAt = observedAt
  }

  package enum Outcome: String, Codable, Sendable {
    case adopted, quarantined, released, unchanged
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let outcome: Outcome
    package let message: String

    package init(outcome: Outcome, message: String) {
      self.outcome = outcome
      self.message = message
    }
  }
}
