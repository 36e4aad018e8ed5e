/// Why there is no complete reply. A reply with a bad status is a reply, not an error.
package struct HTTPError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case invalidRequest
    /// Plain http to a host that the client's rule excludes.
    case plainHTTPRefused
    case resolveFailed
    case connectFailed
    case tlsFailed
    case timedOut
    case connectionLost
    case bodyTruncated
    case responseTooLarge
    case cancelled
    /// The client is closed.
    case closed
    /// Too many transfers are under way.
    case busy
    case transferFailed
    /// The server did not upgrade to a WebSocket.
    case handshakeRefused
    /// The peer broke RFC 6455.
    case protocolViolation
    /// The peer ended the WebSocket in order.
    case closedByPeer
    /// The reader of a WebSocket is slower than what comes.
    case overflow
  }

  /// Whether the server can have seen the request.
  package enum Delivery: String, Sendable {
    /// Not one byte of the request was written.
    case notSent
    /// The server may have acted; only asking it tells.
    case outcomeUnknown
  }

  package let code: Code
  package let delivery: Delivery
  /// Names the host at most, never the query, headers or body.
  package let message: String
  package let cause: (any Error)?

  package init(_ code: Code, _ delivery: Delivery, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.delivery = delivery
    self.message = message
    self.cause = cause
  }

  package var description: String { "\(code.rawValue) (\(delivery.rawValue)): \(message)" }
}
