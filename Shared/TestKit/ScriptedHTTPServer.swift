import Glibc
import Synchronization

/// A real HTTP server on loopback that answers from a script and records what it was asked. For tests only.
///
/// One thread accepts, one thread serves each connection (kept alive); all end with ``stop()`` or with the server. Write
/// `defer { server.stop() }` after making one: Swift may otherwise release it after its last mention, before the test is over.
package final class ScriptedHTTPServer: Sendable {
  /// A request as it arrived.
  package struct Request: Sendable {
    package let method: String
    /// Path and query, percent-encoding untouched.
    package let target: String
    package let headers: [(name: String, value: String)]
    package let bytes: [UInt8]
    /// Connections count from 0 in the order of acceptance.
    package let connection: Int

    /// The body as text; bytes that are none are replaced.
    package var body: String { String(decoding: bytes, as: UTF8.self) }
    package var path: String { String(target.prefix { $0 != "?" }) }
    package var query: String { String(target.dropFirst(path.count + 1)) }
    package func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
  }

  /// What the server does instead of, or with, a plain reply.
  package enum Behaviour: Sendable, Equatable {
    case reply
    /// Waits before replying.
    case delay(milliseconds: Int32)
    /// Reads the request and never answers; the connection stays open until the client leaves or the server stops.
    case silence
    /// Reads the request and closes with a TCP reset.
    case reset
    /// Reads the request and closes in order, without a byte.
    case close
    /// Announces the whole body, sends this many bytes of it and closes.
    case truncate(bytes: Int)
  }

  package struct Reply: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: String
    package var behaviour: Behaviour

    package init(_ body: String = "", status: Int = 200, headers: [(name: String, value: String)] = [], behaviour: Behaviour = .reply) {
      self.status = status
      self.headers = headers
      self.body = body
      self.behaviour = behaviour
    }

    package static func fault(_ behaviour: Behaviour) -> Reply { Reply("{}", behaviour: behaviour) }
    package static let forbiddenPage = Reply(
      "<html><body>403 Forbidden</body></html>", status: 403, headers: [("Content-Type", "text/html")])
  }

  package struct StartFailure: Error { package let step: String }

  package let port: UInt16
  private let listener: Int32
  private let state: State

  package var baseURL: String { "http://127.0.0.1:\(port)" }
  package var requests: [Request] { state.content.withLock { $0.requests } }

  /// Answers request after request from the list; the last reply repeats.
  package convenience init(_ replies: [Reply]) throws {
    precondition(!replies.isEmpty, "a script needs a reply")
    let next = Mutex(0)
    try self.init { _ in
      let index = next.withLock { next in
        defer { next += 1 }
        return next
      }
      return replies[min(index, replies.count - 1)]
    }
  }

  /// Answers each request with what `handler` returns; it is called on the connection's thread.
  package init(_ handler: @escaping @Sendable (Request) -> Reply) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw StartFailure(step: "socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, pointer, &length) == 0
      }
    }
    guard isListening else {
      Glibc.close(listener)
      throw StartFailure(step: "listen")
    }
    port = UInt16(bigEndian: address.sin_port)
    state = State(handler)
    let state = state
    BlockingThread.start { Self.accept(listener, state) }
  }

  deinit { stop() }

  /// Closes the port and every connection.
  package func stop() {
    // Under the lock, where no thread can close one of these numbers and have it given to another file.
    state.content.withLock { content in
      guard !content.isStopped else { return }
      content.isStopped = true
      for socket in content.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
      shutdown(listener, Int32(SHUT_RDWR))
    }
  }

  /// Returns when at least `count` requests have arrived.
  package func waitForRequests(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isReached = state.content.withLock { content in
        if content.requests.count < count { content.waiters.append((count, continuation)) }
        return content.requests.count >= count
      }
      if isReached { continuation.resume() }
    }
  }

  private final class State: Sendable {
    struct Content {
      var requests: [Request] = []
      var sockets: Set<Int32> = []
      var connections = 0
      var isStopped = false
      var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    let content = Mutex(Content())
    let handler: @Sendable (Request) -> Reply

    init(_ handler: @escaping @Sendable (Request) -> Reply) { self.handler = handler }

    func record(_ request: Request) {
      let reached = content.withLock { content in
        content.requests.append(request)
        let count = content.requests.count
        let reached = content.waiters.filter { $0.count <= count }
        content.waiters.removeAll { $0.count <= count }
        return reached
      }
      for waiter in reached { waiter.continuation.resume() }
    }
  }

  private static func accept(_ listener: Int32, _ state: State) {
    while true {
      let socket = Glibc.accept(listener, nil, nil)
      guard socket >= 0 else {
        if state.content.withLock(\.isStopped) { break }
        continue
      }
      var one: Int32 = 1
      setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
      let number: Int? = state.content.withLock { content in
        guard !content.isStopped else { return nil }
        content.sockets.insert(socket)
        defer { content.connections += 1 }
        return content.connections
      }
      guard let number else {
        Glibc.close(socket)
        break
      }
      BlockingThread.start { serve(socket, number, state) }
    }
    Glibc.close(listener)
  }

  private static func serve(_ socket: Int32, _ number: Int, _ state: State) {
    var buffer: [UInt8] = []
    while let request = read(socket, number, &buffer) {
      let reply = state.handler(request)
      state.record(request)
      guard perform(reply, socket) else { break }
    }
    // Forgotten before it is closed: the number may be given to another connection at once.
    state.content.withLock { _ = $0.sockets.remove(socket) }
    Glibc.close(socket)
  }

  private static func read(_ socket: Int32, _ number: Int, _ buffer: inout [UInt8]) -> Request? {
    let separator: [UInt8] = [13, 10, 13, 10]
    while true {
      if let end = buffer.indices.dropLast(3).first(where: { Array(buffer[$0..<$0 + 4]) == separator }) {
        let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
        let first = (lines.first ?? "").split(separator: " ")
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
          guard let colon = line.firstIndex(of: ":") else { return nil }
          return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        if buffer.count >= end + 4 + length {
          let bytes = Array(buffer[(end + 4)..<(end + 4 + length)])
          buffer.removeFirst(end + 4 + length)
          guard first.count >= 2 else { return nil }
          return Request(method: String(first[0]), target: String(first[1]), headers: headers, bytes: bytes, connection: number)
        }
      }
      guard let more = receive(socket) else { return nil }
      buffer += more
    }
  }

  private static func receive(_ socket: Int32) -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: 16_384)
    let count = recv(socket, &chunk, chunk.count, 0)
    return count > 0 ? Array(chunk[..<count]) : nil
  }

  /// Whether the connection goes on.
  private static func perform(_ reply: Reply, _ socket: Int32) -> Bool {
    var sentBody = Array(reply.body.utf8)
    let length = sentBody.count
    switch reply.behaviour {
    case .reply: break
    case .delay(let milliseconds):
      var nothing = pollfd()
      poll(&nothing, 0, milliseconds)
    case .silence:
      while receive(socket) != nil {}
      return false
    case .reset:
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
      return false
    case .close: return false
    case .truncate(let bytes): sentBody = Array(sentBody.prefix(bytes))
    }
    var head = "HTTP/1.1 \(reply.status) Scripted\r\nContent-Length: \(length)\r\n"
    for header in reply.headers { head += "\(header.name): \(header.value)\r\n" }
    let isSent = sendAll(socket, Array((head + "\r\n").utf8) + sentBody)
    if case .truncate = reply.behaviour { return false }
    return isSent
  }

  private static func sendAll(_ socket: Int32, _ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(socket, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
