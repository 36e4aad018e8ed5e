/// The bounds of ``AnalysisChecks``. Distances are in ATR(14) of the candles the analysis was made from.
package struct AnalysisLimits: Hashable, Codable, Sendable {
  package var maximumEntryDistance = 1.0
  package var minimumStopDistance = 1.0
  package var maximumStopDistance = 5.0
  package var minimumRiskReward = 1.0
  package var maximumRiskReward = 10.0
  /// How far beyond the high and low of the last ``rangeLength`` candles the stop and the target may lie.
  package var maximumBeyondRange = 20.0
  package var rangeLength = 100

  package init() {}
}
