import Model

/// How one signal was sized or declined, step by step.
package struct Sizing: Codable, Sendable, Equatable {
  package let symbol: Symbol
  package let outcome: String
  package let message: String
  package let steps: [Step]

  package init(symbol: Symbol, outcome: String, message: String, steps: [Step]) {
    self.symbol = symbol
    self.outcome = outcome
    self.message = message
    self.steps = steps
  }

  /// One named figure of the arithmetic.
  package struct Step: Codable, Sendable, Equatable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }
}
