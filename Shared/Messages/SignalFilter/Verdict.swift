import Model

/// One rule applied to one candidate, with its numbers.
package struct Verdict: Codable, Sendable, Equatable {
  package let symbol: Symbol
  package let rule: String
  package let value: String
  package let limit: String
  package let passed: Bool

  package init(symbol: Symbol, rule: String, value: String, limit: String, passed: Bool) {
    self.symbol = symbol
    self.rule = rule
    self.value = value
    self.limit = limit
    self.passed = passed
  }
}
