import HTTPClient

/// A request without a reply.
struct SendFailure: Error {
  let fault: CallFault
  /// It says nothing about the server.
  let isLocal: Bool

  init(_ error: any Error) {
    guard let error = error as? HTTPError else {
      fault = CallFault(.invalidRequest, "the request cannot be written: \(error)", .stop)
      isLocal = true
      return
    }
    // What had been sent may have been worked on: the provider charges for it then.
    let mayBePaid = error.delivery == .outcomeUnknown
    isLocal = [.invalidRequest, .plainHTTPRefused, .cancelled, .closed, .busy].contains(error.code)
    let code: CallFault.Code =
      switch error.code {
      case .timedOut: .timedOut
      case .connectionLost, .bodyTruncated: .connectionLost
      case .resolveFailed, .connectFailed, .tlsFailed: .noConnection
      case .responseTooLarge: .notJSON
      default: error.delivery == .notSent ? .noConnection : .connectionLost
      }
    fault = CallFault(code, "\(error)", isLocal ? .stop : .retry, mayBePaid: mayBePaid)
  }
}
