import CCurl
import Model
import Synchronization

/// The thread that owns a libcurl multi handle and every transfer on it. Others reach it through an inbox under a lock.
///
/// The thread keeps the loop alive until it ends; it ends after ``stop()``.
final class TransferLoop: Sendable {
  private struct Inbox {
    var submissions: [Submission] = []
    /// Submitted and not yet answered.
    var transfers = 0
    var hasCancellations = false
    var isStopping = false
    var hasEnded = false
    var endWaiters: [CheckedContinuation<Void, Never>] = []
  }

  private let inbox = Mutex(Inbox())
  // Sound: only `curl_multi_wakeup` may be called from other threads, and is, under the inbox's lock while `hasEnded` is false; the
  // handle is freed by its thread under the same lock after setting `hasEnded`.
  private nonisolated(unsafe) let multi: UnsafeMutableRawPointer
  private let configuration: HTTPClientConfiguration

  /// - Throws: ``HTTPError`` `transferFailed` when libcurl or the thread cannot be started.
  init(_ configuration: HTTPClientConfiguration) throws(HTTPError) {
    guard CurlLibrary.startResult == CURLE_OK, let multi = curl_multi_init() else {
      throw HTTPError(.transferFailed, .notSent, "libcurl cannot be started", cause: CurlFailure(CurlLibrary.startResult))
    }
    self.multi = multi
    self.configuration = configuration
  }

  func start() throws(HTTPError) {
    do throws(HTTPError) { try LoopThread.start { self.run() } } catch {
      curl_multi_cleanup(multi)
      throw error
    }
  }

  func submit(_ submission: Submission) {
    let refusal: HTTPError? = inbox.withLock { inbox in
      if inbox.isStopping { return HTTPError(.closed, .notSent, "the client is closed") }
      guard inbox.transfers < configuration.maximumTransfers else {
        return HTTPError(.busy, .notSent, "\(inbox.transfers) transfers are under way")
      }
      inbox.transfers += 1
      inbox.submissions.append(submission)
      curl_multi_wakeup(multi)
      return nil
    }
    if let refusal { submission.continuation.resume(returning: .failure(refusal)) }
  }

  /// Makes the thread look at the tickets.
  func noticeCancellation() {
    inbox.withLock { inbox in
      inbox.hasCancellations = true
      if !inbox.hasEnded { curl_multi_wakeup(multi) }
    }
  }

  /// Makes the thread fail what is pending and end. May be called more than once.
  func stop() {
    inbox.withLock { inbox in
      inbox.isStopping = true
      if !inbox.hasEnded { curl_multi_wakeup(multi) }
    }
  }

  func waitForEnd() async {
    await withCheckedContinuation { continuation in
      let hasEnded = inbox.withLock { inbox in
        if !inbox.hasEnded { inbox.endWaiters.append(continuation) }
        return inbox.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }

  // MARK: - On the thread

  private func run() {
    var active: [UnsafeMutableRawPointer: Transfer] = [:]
    while true {
      let (submissions, hasCancellations, isStopping) = takeInbox()
      for submission in submissions { begin(submission, &active) }
      if isStopping { break }
      if hasCancellations { abortCancelled(&active) }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      completeFinished(&active)
      // libcurl shortens the wait to its own timers; a wake-up ends it.
      curl_multi_poll(multi, nil, 0, 60_000, nil)
    }
    for transfer in active.values { end(transfer, .failure(HTTPError(.closed, transfer.delivery, "the client was closed"))) }
    active.removeAll()
    let waiters = inbox.withLock { inbox in
      inbox.hasEnded = true
      curl_multi_cleanup(multi)
      defer { inbox.endWaiters = [] }
      return inbox.endWaiters
    }
    for waiter in waiters { waiter.resume() }
  }

  private func takeInbox() -> (submissions: [Submission], hasCancellations: Bool, isStopping: Bool) {
    inbox.withLock { inbox in
      defer {
        inbox.submissions = []
        inbox.hasCancellations = false
      }
      return (inbox.submissions, inbox.hasCancellations, inbox.isStopping)
    }
  }

  private func begin(_ submission: Submission, _ active: inout [UnsafeMutableRawPointer: Transfer]) {
    if submission.ticket.isCancelled {
      return answer(submission, .failure(HTTPError(.cancelled, .notSent, "cancelled before sending")))
    }
    guard let transfer = Transfer(submission, configuration) else {
      return answer(submission, .failure(HTTPError(.transferFailed, .notSent, "libcurl gave no handle")))
    }
    do throws(CurlFailure) {
      try transfer.configure()
    } catch {
      return answer(submission, .failure(HTTPError(.invalidRequest, .notSent, error.text, cause: error)))
    }
    let added = curl_multi_add_handle(multi, transfer.handle)
    guard added == CURLM_OK else {
      return answer(submission, .failure(HTTPError(.transferFailed, .notSent, String(cString: curl_multi_strerror(added)))))
    }
    active[transfer.handle] = transfer
  }

  private func abortCancelled(_ active: inout [UnsafeMutableRawPointer: Transfer]) {
    for (handle, transfer) in active where transfer.submission.ticket.isCancelled {
      active[handle] = nil
      end(transfer, .failure(HTTPError(.cancelled, transfer.delivery, "the caller was cancelled")))
    }
  }

  private func completeFinished(_ active: inout [UnsafeMutableRawPointer: Transfer]) {
    var remaining: Int32 = 0
    while let message = curl_multi_info_read(multi, &remaining) {
      guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
      guard let transfer = active.removeValue(forKey: handle) else { continue }
      end(transfer, transfer.outcome(message.pointee.data.result))
    }
  }

  private func end(_ transfer: Transfer, _ outcome: Submission.Outcome) {
    curl_multi_remove_handle(multi, transfer.handle)
    answer(transfer.submission, outcome)
  }

  private func answer(_ submission: Submission, _ outcome: Submission.Outcome) {
    inbox.withLock { $0.transfers -= 1 }
    submission.continuation.resume(returning: outcome)
  }
}
