import Model

/// A WebSocket client connection on libcurl's sockets and TLS, with the frames of RFC 6455 written here: so a process that streams needs no
/// second network stack. Texts come in order through ``texts``; pings are answered. A class because it owns a thread, which ends with it.
package final class WebSocket: Sendable {
  /// Texts as they came. Holds at most ``WebSocketConfiguration/maximumWaiting``; if the reader is slower than that the connection ends as
  /// `overflow`, because a stream with a hole is worth less than a new one. It ends with the connection; ``end`` then says why.
  package let texts: AsyncStream<String>
  private let loop: WebSocketLoop

  private init(_ loop: WebSocketLoop, _ texts: AsyncStream<String>) {
    self.loop = loop
    self.texts = texts
  }

  deinit { loop.close() }

  /// Connects and upgrades, within the configured time.
  /// - Throws: ``HTTPError``.
  package static func connect(_ url: String, _ configuration: WebSocketConfiguration = WebSocketConfiguration()) async throws(HTTPError)
    -> WebSocket
  {
    let address = try HTTPAddress(url)
    guard address.scheme == "ws" || address.scheme == "wss" else {
      throw HTTPError(.invalidRequest, .notSent, "scheme \(address.scheme) is not that of a WebSocket")
    }
    if address.isPlain, !address.isLoopback, !(configuration.allowsPlain && address.isPrivate) {
      throw HTTPError(.plainHTTPRefused, .notSent, "plain ws to \(address.host) is not allowed")
    }
    let (texts, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(configuration.maximumWaiting))
    let loop = try WebSocketLoop(url, address, configuration, continuation)
    // A bridge: cancelling makes the thread end, which answers the continuation.
    let failure = await withTaskCancellationHandler {
      await withCheckedContinuation { loop.start($0) }
    } onCancel: {
      loop.close()
    }
    if let failure { throw failure }
    return WebSocket(loop, texts)
  }

  /// Queues a text; at most 256 wait.
  /// - Throws: ``HTTPError`` `closed` or `busy`.
  package func send(_ text: String) throws(HTTPError) { try loop.send(.text(text)) }

  /// Says goodbye and ends the thread. May be called more than once.
  package func close() { loop.close() }

  /// Why the connection is over; nil while it lives.
  package var end: HTTPError? { loop.end }
}
