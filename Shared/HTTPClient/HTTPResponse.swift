import Model

/// A complete reply, whatever its status.
package struct HTTPResponse: Sendable {
  package let status: Int
  package let headers: HTTPHeaders
  package let body: [UInt8]
  /// From the start of the transfer to the last byte.
  package let duration: Duration

  package init(status: Int, headers: HTTPHeaders, body: [UInt8], duration: Duration) {
    self.status = status
    self.headers = headers
    self.body = body
    self.duration = duration
  }

  /// How long the server asks to wait: `Retry-After` as seconds or as an HTTP date; nil when absent or unreadable.
  package func retryAfter(now: Timestamp) -> Duration? {
    guard let text = headers["Retry-After"] else { return nil }
    return RetryAfter.parse(text, now: now)
  }
}
