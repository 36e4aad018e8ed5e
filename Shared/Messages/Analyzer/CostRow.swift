import Model

/// The calls of one cycle, analysis, prompt version, model, symbol or day.
package struct CostRow: Codable, Sendable, Equatable {
  package let key: String
  package let calls: Int
  /// Calls that brought an answer.
  package let answered: Int
  package let promptTokens: Int
  package let completionTokens: Int
  package let cost: Dollars
  /// Some of it is the most that a call can have cost: the server did not say what it used.
  package let hasEstimates: Bool

  package init(
    key: String, calls: Int, answered: Int, promptTokens: Int, completionTokens: Int, cost: Dollars, hasEstimates: Bool
  ) {
    self.key = key
    self.calls = calls
    self.answered = answered
    self.promptTokens = promptTokens
    self.completionTokens = completionTokens
    self.cost = cost
    self.hasEstimates = hasEstimates
  }
}
