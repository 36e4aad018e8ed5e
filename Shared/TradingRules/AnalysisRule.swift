/// What an analysis must satisfy before anything is done with it (invariant 10), in the order of checking.
package enum AnalysisRule: String, Codable, Sendable, CaseIterable {
  case directionKnown
  case scoresInRange
  case levelsPositive
  case stopOnLossSide
  case targetOnProfitSide
  case entryNearClose
  case stopNotTooNear
  case stopNotTooFar
  case riskRewardSane
  case levelsNearMarket
  /// Only where an analyst says what it read off the chart: ``ReadingScore``.
  case readingMatchesCandles
}
