import Messages
import Model
import Synchronization

/// How a worker is, for ``GetHealth``. Its loop alone writes; a worker that does not run, as a standby's, has no failure.
final class WorkerRecord: Sendable {
  let worker: String
  private let failure = Mutex<WorkerFailure?>(nil)

  init(_ worker: String) { self.worker = worker }

  /// nil when it works.
  var failing: GetHealth.FailingWorker? {
    failure.withLock { $0 }.map { GetHealth.FailingWorker(worker: worker, since: $0.since, failures: $0.count, error: $0.error) }
  }

  /// - Returns: the failure so far, and whether the log is to say so.
  func failed(_ error: String, at now: Timestamp) -> (failure: WorkerFailure, isNews: Bool) {
    failure.withLock { stored in
      var failure = stored ?? WorkerFailure(since: now)
      let isNews = failure.happened(error, at: now)
      stored = failure
      return (failure, isNews)
    }
  }

  func alerted() { failure.withLock { $0?.alerted() } }

  /// - Returns: the failure that is over.
  @discardableResult
  func worked() -> WorkerFailure? {
    failure.withLock { stored in
      defer { stored = nil }
      return stored
    }
  }
}
