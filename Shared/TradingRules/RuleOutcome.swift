/// One evaluated filter rule with the numbers that decided it, stored as part of the verdict.
package struct RuleOutcome: Hashable, Codable, Sendable {
  package let rule: FilterRule
  package let value: String
  package let limit: String
  package let passed: Bool

  package init(rule: FilterRule, value: String, limit: String, passed: Bool) {
    self.rule = rule
    self.value = value
    self.limit = limit
    self.passed = passed
  }
}

extension [RuleOutcome] {
  package var allPassed: Bool { allSatisfy(\.passed) }
}
