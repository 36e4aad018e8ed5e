/// What a recommendation must satisfy to become a candidate for a trade, in the order of evaluation.
package enum FilterRule: String, Codable, Sendable, CaseIterable {
  case hasDirection
  case minimumConfidence
  case minimumRiskReward
  case minimumStopDistance
  case maximumStopDistance
  case symbolFree
  case sideAllowed
}
