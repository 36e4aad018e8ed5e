import Model

/// The analysis of record of a symbol, timeframe and candle close.
package struct AnalysisCompleted: Event {
  package static let topic = Topic(.analyzer, "analysis.completed")
  package static let version = 1

  package let cycleID: CycleID
  package let analysis: AnalysisSummary

  package var key: String { "\(cycleID)/\(analysis.symbol)" }

  package init(cycleID: CycleID, analysis: AnalysisSummary) {
    self.cycleID = cycleID
    self.analysis = analysis
  }
}
