import Model

/// Every proposal of the cycle has become a trade or has ended, or the cycle's time is up.
package struct CycleCompleted: Event {
  package static let topic = Topic(.chartSourcer, "cycle.completed")
  package static let version = 1

  package let cycleID: CycleID
  package let timeframe: Timeframe
  package let candleClose: Timestamp
  package let steps: [CycleStep]
  package let proposals: Int
  package let tradesExecuted: Int

  package var key: String { cycleID.description }

  package init(cycleID: CycleID, timeframe: Timeframe, candleClose: Timestamp, steps: [CycleStep], proposals: Int, tradesExecuted: Int) {
    self.cycleID = cycleID
    self.timeframe = timeframe
    self.candleClose = candleClose
    self.steps = steps
    self.proposals = proposals
    self.tradesExecuted = tradesExecuted
  }
}
