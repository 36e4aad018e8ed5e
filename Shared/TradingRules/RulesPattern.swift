/// What the rule-based analyst looks for.
package enum RulesPattern: String, Codable, Sendable, CaseIterable {
  case trendPullback = "trend pullback"
  case breakout = "breakout continuation"
  case none
}
