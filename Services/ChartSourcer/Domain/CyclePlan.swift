import Model

/// A cycle's moments. The deadlines are fractions of the timeframe after the start.
package struct CyclePlan: Sendable, Equatable {
  package let cycleID: CycleID
  package let timeframe: Timeframe
  /// Unique with the timeframe: the boundary, or for a manual cycle the moment of the request.
  package let boundary: Timestamp
  package let candleClose: Timestamp
  package let symbols: [Symbol]
  package let analysisBy: Timestamp
  package let approveBy: Timestamp
  package let endsAt: Timestamp

  package init(cycleID: CycleID, timeframe: Timeframe, start: Timestamp, symbols: [Symbol]) {
    self.cycleID = cycleID
    self.timeframe = timeframe
    boundary = start.microsecondPrecision
    candleClose = timeframe.boundary(atOrBefore: start)
    // Each once: every symbol of a cycle has one chart and one outcome.
    self.symbols = symbols.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    analysisBy = boundary + timeframe.duration * 0.5
    approveBy = boundary + timeframe.duration * 0.8
    endsAt = boundary + timeframe.duration
  }
}
