import Messages
import Model

/// A signal that waits for its size, with the deadlines of its cycle.
package struct RankedSignal: Sendable, Equatable, Codable {
  package let cycleID: CycleID
  package let timeframe: Timeframe
  package let analysis: AnalysisSummary
  package let approveBy: Timestamp
  package let endsAt: Timestamp

  package init(cycleID: CycleID, timeframe: Timeframe, analysis: AnalysisSummary, approveBy: Timestamp, endsAt: Timestamp) {
    self.cycleID = cycleID
    self.timeframe = timeframe
    self.analysis = analysis
    self.approveBy = approveBy
    self.endsAt = endsAt
  }
}
