import HTTPClient

/// What a stream needs of a WebSocket; tests put their own in.
package protocol StreamConnection: Sendable {
  var texts: AsyncStream<String> { get }
  var end: HTTPError? { get }
  func send(_ text: String) throws(HTTPError)
  func close()
}

extension WebSocket: StreamConnection {}
