/// The time in which something may be done for a cycle: from its start to its deadline.
///
/// A present before the start means that the clock was set back since: what was computed then is as stale as after the deadline.
package struct TimeWindow: Sendable, Hashable {
  /// How far the clocks of two machines may differ.
  package static let tolerance = Duration.seconds(2)

  package let start: Timestamp
  package let end: Timestamp

  package init(start: Timestamp, end: Timestamp) {
    self.start = start
    self.end = end
  }

  package func isOpen(at now: Timestamp) -> Bool { now < end && now >= start - Self.tolerance }
}
