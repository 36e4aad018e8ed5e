import Model

/// A symbol that gave no signal, and the first rule that stopped it.
package struct RejectedCandidate: Codable, Sendable, Equatable {
  package let symbol: Symbol
  package let rule: String
  package let message: String

  package init(symbol: Symbol, rule: String, message: String) {
    self.symbol = symbol
    self.rule = rule
    self.message = message
  }
}
