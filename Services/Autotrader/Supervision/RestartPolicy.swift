import Model

/// When a child that has ended is started again: after 0.2 s, then twice as long each time up to 10 s; after 30 s of life from 0.2 s again.
///
/// A wrong configuration (exit code 78) does not heal, nor does a program that has never been ready and fails five times within ten seconds.
struct RestartPolicy: Sendable, Equatable {
  enum Verdict: Sendable, Equatable {
    case restart(after: Duration)
    case giveUp
  }

  static let firstDelay = Duration.milliseconds(200)
  static let longestDelay = Duration.seconds(10)
  static let steadyAfter = Duration.seconds(30)
  static let earlyFailures = 5
  static let earlyWindow = Duration.seconds(10)
  static let configurationExit = ChildExit.code(78)

  private var failures = 0
  private var recent: [Timestamp] = []

  mutating func verdict(on exit: ChildExit, startedAt: Timestamp, endedAt: Timestamp, hasBeenReady: Bool) -> Verdict {
    if exit == Self.configurationExit { return .giveUp }
    if endedAt - startedAt >= Self.steadyAfter {
      failures = 0
      recent = []
    }
    failures += 1
    recent = (recent + [endedAt]).suffix(Self.earlyFailures)
    if !hasBeenReady, recent.count == Self.earlyFailures, let first = recent.first, endedAt - first <= Self.earlyWindow { return .giveUp }
    let delay = Self.firstDelay * (1 << min(failures - 1, 10))
    return .restart(after: min(delay, Self.longestDelay))
  }
}
