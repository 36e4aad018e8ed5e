/// Why no quantity may be ordered, with the arithmetic up to that point.
package struct SizingRefusal: Error, Hashable, Codable, Sendable {
  package enum Code: String, Codable, Sendable, CaseIterable {
    /// A rate is NaN or out of its range, or a price is not positive.
    case invalidInput
    case stopEqualsEntry
    case stopOnWrongSide
    case noEquity
    case noAvailableMargin
    case openRiskExhausted
    case belowMinimumQuantity
    case belowMinimumNotional
  }

  package let code: Code
  package let message: String
  package let steps: [SizingStep]

  package init(code: Code, message: String, steps: [SizingStep]) {
    self.code = code
    self.message = message
    self.steps = steps
  }
}
