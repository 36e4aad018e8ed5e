/// How long the next closing order waits when the last ones ended without a fill: the book is empty, or the price is out of its band. Pure.
enum ClosingPause {
  static let shortest = Duration.milliseconds(500)
  static let longest = Duration.seconds(30)

  /// - Parameter failures: orders in a row.
  static func after(_ failures: Int) -> Duration {
    failures < 1 ? .zero : min(longest, shortest * (1 << min(failures - 1, 6)))
  }

  /// Whether a person is to be told: after some seconds, and again about every ten minutes.
  static func isAlarming(_ failures: Int) -> Bool { failures == 5 || failures > 0 && failures.isMultiple(of: 20) }
}
