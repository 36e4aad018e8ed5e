import Logging
import Model

/// An HTTP/1.1 client on libcurl: one thread, connections kept, no redirects, certificates checked.
///
/// It repeats nothing by itself: ``RetryPolicy`` and the caller decide. A class because it owns a thread, which ends with it.
package final class HTTPClient: Sendable {
  private let configuration: HTTPClientConfiguration
  /// Internal for the test that the thread ends with the client.
  let loop: TransferLoop
  private let logger: Logger

  /// - Throws: ``HTTPError`` when libcurl or the thread cannot be started.
  package init(_ configuration: HTTPClientConfiguration = HTTPClientConfiguration(), logger: Logger) throws(HTTPError) {
    self.configuration = configuration
    self.logger = logger
    loop = try TransferLoop(configuration)
    try loop.start()
  }

  deinit { loop.stop() }

  /// Sends one request and waits for the complete reply. Cancelling the task aborts the transfer.
  /// - Throws: ``HTTPError``, which says whether the server can have seen the request.
  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let address = try check(request)
    let ticket = Ticket()
    // The closure is a bridge: it only marks the ticket and wakes the thread, which answers the continuation.
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Submission.Outcome, Never>) in
        loop.submit(Submission(request: request, isPlain: address.isPlain, ticket: ticket, continuation: continuation))
      }
    } onCancel: {
      ticket.cancel()
      loop.noticeCancellation()
    }
    if case .failure(let error) = outcome {
      let metadata: Logger.Metadata = [
        "http.host": "\(address.host)", "http.error": "\(error.code.rawValue)", "http.delivery": "\(error.delivery.rawValue)",
      ]
      logger.debug("request failed", metadata: metadata)
    }
    return try outcome.get()
  }

  /// Fails pending requests with `closed` and returns when the thread has left its loop. Later requests fail at once.
  package func close() async {
    loop.stop()
    await loop.waitForEnd()
  }

  private func check(_ request: HTTPRequest) throws(HTTPError) -> HTTPAddress {
    let address = try HTTPAddress(request.url)
    guard address.scheme == "http" || address.scheme == "https" else {
      throw HTTPError(.invalidRequest, .notSent, "scheme \(address.scheme) is not http")
    }
    if address.isPlain, !address.isLoopback, !(configuration.allowsPlainHTTP && address.isPrivate) {
      throw HTTPError(.plainHTTPRefused, .notSent, "plain http to \(address.host) is not allowed")
    }
    if let defect = request.headers.defect { throw HTTPError(.invalidRequest, .notSent, defect) }
    guard request.body.isEmpty || request.method == .post else { throw HTTPError(.invalidRequest, .notSent, "a GET has no body") }
    guard request.timeout >= .milliseconds(1) else { throw HTTPError(.timedOut, .notSent, "no time left to send") }
    return address
  }
}
