/// Why a rule could not be computed. A rule that was computed and not met is an outcome, never an error.
package struct TradingRulesError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Code: String, Codable, Sendable, CaseIterable {
    case tooFewCandles
    case malformedCandles
    case invalidInput
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
