import Model

/// The cycle's signals, best first; every other candidate with the rule that stopped it.
package struct SignalsRanked: Event {
  package static let topic = Topic(.signalFilter, "signals.ranked")
  package static let version = 1

  package let cycleID: CycleID
  package let timeframe: Timeframe
  package let approveBy: Timestamp
  package let endsAt: Timestamp
  package let signals: [AnalysisSummary]
  package let rejected: [RejectedCandidate]

  package var key: String { cycleID.description }

  package init(
    cycleID: CycleID, timeframe: Timeframe, approveBy: Timestamp, endsAt: Timestamp, signals: [AnalysisSummary],
    rejected: [RejectedCandidate]
  ) {
    self.cycleID = cycleID
    self.timeframe = timeframe
    self.approveBy = approveBy
    self.endsAt = endsAt
    self.signals = signals
    self.rejected = rejected
  }
}
