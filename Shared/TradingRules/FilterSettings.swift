import Model

/// The thresholds of the filter: trading settings, versioned by their owner.
package struct FilterSettings: Hashable, Codable, Sendable {
  package var minimumConfidence = 0.60
  package var minimumRiskReward = 1.5
  /// In ATR.
  package var minimumStopDistance = 1.0
  /// As a fraction of the entry price.
  package var maximumStopFraction = 0.10
  package var allowedSides = Side.allCases

  package init() {}
}
