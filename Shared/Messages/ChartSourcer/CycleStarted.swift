import Model

/// A cycle has begun. Its deadlines are fractions of the timeframe.
package struct CycleStarted: Event {
  package static let topic = Topic(.chartSourcer, "cycle.started")
  package static let version = 1

  package let cycleID: CycleID
  package let timeframe: Timeframe
  /// The close of the last closed candle: what the cycle decides on.
  package let candleClose: Timestamp
  package let symbols: [Symbol]
  /// Analyses of this candle close that already exist; their symbols are not captured again.
  package let reused: [AnalysisSummary]
  package let analysisBy: Timestamp
  package let approveBy: Timestamp
  package let endsAt: Timestamp

  package var key: String { cycleID.description }

  package init(
    cycleID: CycleID, timeframe: Timeframe, candleClose: Timestamp, symbols: [Symbol], reused: [AnalysisSummary],
    analysisBy: Timestamp, approveBy: Timestamp, endsAt: Timestamp
  ) {
    self.cycleID = cycleID
    self.timeframe = timeframe
    self.candleClose = candleClose
    self.symbols = symbols
    self.reused = reused
    self.analysisBy = analysisBy
    self.approveBy = approveBy
    self.endsAt = endsAt
  }
}
