import Model

/// Asks that a symbol gets no entry until somebody lifts that. A trade that is open there keeps its stop and its exits. Asking again is
/// harmless.
package struct QuarantineSymbol: AddressedRequest {
  package static let service = ServiceName.executor
  package static let name = "quarantine-symbol"
  package static let version = 1

  package let symbol: Symbol
  package let message: String
  package let decidedBy: String

  package init(symbol: Symbol, message: String, decidedBy: String) {
    self.symbol = symbol
    self.message = message
    self.decidedBy = decidedBy
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let message: String
    /// What is in force on the symbol now.
    package let quarantines: [Quarantine]

    package init(message: String, quarantines: [Quarantine]) {
      self.message = message
      self.quarantines = quarantines
    }
  }
}
