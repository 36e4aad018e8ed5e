import Model
import Synchronization

/// The thread of one WebSocket. It owns the libcurl handle; others reach it through an outbox under a lock and a pipe that wakes it.
///
/// The thread keeps the loop alive until it ends; it ends with the connection or after ``close()``.
final class WebSocketLoop: Sendable {
  private struct Shared {
    var outgoing: [[UInt8]] = []
    var isClosing = false
    var end: HTTPError?
    var opening: CheckedContinuation<HTTPError?, Never>?
  }

  private let shared = Mutex(Shared())
  /// Used under the lock while `end` is nil, and by the thread, which closes it under the lock when it sets `end`.
  private let wake: WakePipe
  private let url: String
  private let address: HTTPAddress
  private let configuration: WebSocketConfiguration
  private let texts: AsyncStream<String>.Continuation

  private static let maximumOutgoing = 256
  /// A peer that takes nothing for this long is gone.
  private static let writeLimit = Duration.seconds(5)

  init(
    _ url: String, _ address: HTTPAddress, _ configuration: WebSocketConfiguration, _ texts: AsyncStream<String>.Continuation
  ) throws(HTTPError) {
    wake = try WakePipe()
    self.url = url
    self.address = address
    self.configuration = configuration
    self.texts = texts
  }

  var end: HTTPError? { shared.withLock(\.end) }

  /// The continuation is resumed with nil once the connection is open, or with the reason why it is not.
  func start(_ opening: CheckedContinuation<HTTPError?, Never>) {
    shared.withLock { $0.opening = opening }
    do throws(HTTPError) { try LoopThread.start { self.run() } } catch { finish(error) }
  }

  func send(_ frame: WebSocketFrame) throws(HTTPError) {
    let bytes = frame.encoded(mask: Self.random(4))
    let refusal: HTTPError? = shared.withLock { shared in
      if let end = shared.end { return HTTPError(.closed, .notSent, "the connection is over", cause: end) }
      if shared.isClosing { return HTTPError(.closed, .notSent, "the connection is being closed") }
      guard shared.outgoing.count < Self.maximumOutgoing else {
        return HTTPError(.busy, .notSent, "\(shared.outgoing.count) messages wait to be sent")
      }
      shared.outgoing.append(bytes)
      wake.signal()
      return nil
    }
    if let refusal { throw refusal }
  }

  func close() {
    shared.withLock { shared in
      shared.isClosing = true
      if shared.end == nil { wake.signal() }
    }
  }

  private func finish(_ error: HTTPError) {
    let opening = shared.withLock { shared in
      shared.end = error
      wake.close()
      defer { shared.opening = nil }
      return shared.opening
    }
    opening?.resume(returning: error)
    texts.finish()
  }

  // MARK: - On the thread

  private func run() {
    do throws(HTTPError) {
      let line = try CurlLine(url, address, timeout: configuration.connectTimeout, authorities: configuration.authorities)
      try converse(line)
      finish(HTTPError(.closed, .outcomeUnknown, "the connection was closed"))
    } catch {
      finish(error)
    }
  }

  /// - Throws: why the connection is over, unless it was closed from here.
  private func converse(_ line: borrowing CurlLine) throws(HTTPError) {
    var decoder = WebSocketDecoder(limit: configuration.maximumMessageSize)
    let handshake = WebSocketHandshake(url: url, address, nonce: Self.random(16), headers: configuration.headers)
    let deadline = TimeSource.system.now + configuration.connectTimeout
    try line.write(Array(handshake.request.utf8), within: Self.writeLimit)
    var reply: [UInt8] = []
    while true {
      if let length = try handshake.check(reply) {
        decoder.append(reply[length...])
        break
      }
      let left = deadline - TimeSource.system.now
      guard left > .zero, try line.wait(wake.readEnd, atMost: left), !shared.withLock(\.isClosing) else {
        throw HTTPError(.timedOut, .outcomeUnknown, "the upgrade was not answered in time")
      }
      reply += try line.read()
    }
    let opening = shared.withLock { shared in
      defer { shared.opening = nil }
      return shared.opening
    }
    opening?.resume(returning: nil)
    while true {
      while let message = try decoder.next() {
        guard try answer(message, line) else { return }
      }
      guard try flush(line) else { return }
      _ = try line.wait(wake.readEnd, atMost: .seconds(60))
      decoder.append(try line.read())
    }
  }

  /// - Returns: false when the connection is to be left in order.
  private func flush(_ line: borrowing CurlLine) throws(HTTPError) -> Bool {
    wake.drain()
    let (outgoing, isClosing) = shared.withLock { shared in
      defer { shared.outgoing = [] }
      return (shared.outgoing, shared.isClosing)
    }
    for bytes in outgoing { try line.write(bytes, within: Self.writeLimit) }
    if isClosing { try line.write(WebSocketFrame.close(1000).encoded(mask: Self.random(4)), within: Self.writeLimit) }
    return !isClosing
  }

  private func answer(_ message: WebSocketMessage, _ line: borrowing CurlLine) throws(HTTPError) -> Bool {
    switch message {
    case .text(let text):
      if case .dropped = texts.yield(text) {
        throw HTTPError(.overflow, .outcomeUnknown, "\(configuration.maximumWaiting) messages wait for their reader")
      }
    case .ping(let payload): try line.write(WebSocketFrame(.pong, payload).encoded(mask: Self.random(4)), within: Self.writeLimit)
    case .close(let code, let reason):
      try line.write(WebSocketFrame.close(1000).encoded(mask: Self.random(4)), within: Self.writeLimit)
      throw HTTPError(.closedByPeer, .outcomeUnknown, "closed with \(code.map(String.init) ?? "no code") \(reason.prefix(100))")
    case .binary, .pong: break
    }
    return true
  }

  private static func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max) } }
}
