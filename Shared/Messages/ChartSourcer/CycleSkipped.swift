import Model

/// A boundary passed without a cycle, and why.
package struct CycleSkipped: Event {
  package static let topic = Topic(.chartSourcer, "cycle.skipped")
  package static let version = 1

  package let cycleID: CycleID
  package let timeframe: Timeframe
  package let candleClose: Timestamp
  /// Such as `noFreeSlot`, `late`, `notAnswered`.
  package let reason: String
  package let message: String

  package var key: String { cycleID.description }

  package init(cycleID: CycleID, timeframe: Timeframe, candleClose: Timestamp, reason: String, message: String) {
    self.cycleID = cycleID
    self.timeframe = timeframe
    self.candleClose = candleClose
    self.reason = reason
    self.message = message
  }
}
