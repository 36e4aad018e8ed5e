import Model

/// A cycle as chart-sourcer has recorded it.
package struct CycleReport: Codable, Sendable, Equatable {
  package let cycleID: CycleID
  package let timeframe: Timeframe
  package let candleClose: Timestamp
  package let status: Status
  /// Why it was skipped.
  package let reason: String?
  package let endsAt: Timestamp
  package let steps: [CycleStep]
  package let proposals: Int
  package let tradesExecuted: Int

  package init(
    cycleID: CycleID, timeframe: Timeframe, candleClose: Timestamp, status: Status, reason: String? = nil, endsAt: Timestamp,
    steps: [CycleStep], proposals: Int, tradesExecuted: Int
  ) {
    self.cycleID = cycleID
    self.timeframe = timeframe
    self.candleClose = candleClose
    self.status = status
    self.reason = reason
    self.endsAt = endsAt
    self.steps = steps
    self.proposals = proposals
    self.tradesExecuted = tradesExecuted
  }

  package enum Status: String, Codable, Sendable {
    case planned, started, skipped, completed
  }
}
