import Messages
import Model

/// A worker of a service that does not get on, in `autotrader status`.
struct FailingWorker: Encodable, Sendable, Equatable {
  let worker: String
  let since: String
  let seconds: Double
  /// In a row.
  let failures: Int
  /// The last one.
  let error: String

  /// A step that failed once is tried again within seconds.
  static let worrying = 10.0

  init(_ failing: GetHealth.FailingWorker, now: Timestamp) {
    worker = failing.worker
    since = failing.since.description
    seconds = Double((now - failing.since).wholeMilliseconds) / 1000
    failures = failing.failures
    error = failing.error
  }

  var isWorrying: Bool { seconds > Self.worrying }

  var text: String { "\(worker) has failed for \(Duration.seconds(seconds).text), \(failures) times in a row: \(error)" }
}
