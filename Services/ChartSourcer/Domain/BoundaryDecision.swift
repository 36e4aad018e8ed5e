import Model

/// What the clock does about the present boundary of a timeframe. Pure.
package enum BoundaryDecision: Sendable, Equatable {
  case start(Timestamp)
  /// The boundary passed without a process to start it.
  case skip(Timestamp, message: String)
  case nothing

  /// Later than this share of the timeframe, a cycle would have too little time left.
  package static let latestStart = 0.2

  /// - Parameter last: the newest boundary up to now that has a cycle, started or skipped; nil when there is none.
  package static func decide(_ timeframe: Timeframe, last: Timestamp?, now: Timestamp) -> BoundaryDecision {
    let boundary = timeframe.boundary(atOrBefore: now)
    // A clock that was set back must not start a boundary twice.
    if let last, last >= boundary { return .nothing }
    if now < boundary + timeframe.duration * latestStart { return .start(boundary) }
    guard let last else { return .nothing }
    let missed = (boundary - last).wholeNanoseconds / timeframe.duration.wholeNanoseconds
    return .skip(boundary, message: missed > 1 ? "\(missed) boundaries passed while nothing ran" : "the boundary was noticed too late")
  }
}
