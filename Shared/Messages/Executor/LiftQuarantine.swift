import Model

/// Asks that a symbol may be traded again, whatever its quarantine was for. While someone else's position is there, each entry is still
/// refused.
package struct LiftQuarantine: AddressedRequest {
  package static let service = ServiceName.executor
  package static let name = "lift-quarantine"
  package static let version = 1

  package let symbol: Symbol
  package let decidedBy: String

  package init(symbol: Symbol, decidedBy: String) {
    self.symbol = symbol
    self.decidedBy = decidedBy
  }

  package struct Reply: Codable, Sendable, Equatable {
    /// false: the symbol was under no quarantine.
    package let accepted: Bool
    package let message: String

    package init(accepted: Bool, message: String) {
      self.accepted = accepted
      self.message = message
    }
  }
}
