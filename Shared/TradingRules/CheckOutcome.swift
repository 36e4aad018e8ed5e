/// One checked rule with the numbers that decided it, stored beside the analysis.
package struct CheckOutcome: Hashable, Codable, Sendable {
  package let rule: AnalysisRule
  package let value: String
  package let limit: String
  package let passed: Bool
  package let message: String

  package init(rule: AnalysisRule, value: String, limit: String, passed: Bool, message: String) {
    self.rule = rule
    self.value = value
    self.limit = limit
    self.passed = passed
    self.message = message
  }
}

extension [CheckOutcome] {
  package var allPassed: Bool { allSatisfy(\.passed) }
  /// The first rule that was not met, for a one-line reason.
  package var firstFailure: CheckOutcome? { first { !$0.passed } }
}
