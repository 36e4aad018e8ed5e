import Glibc
import HTTPClient
import Synchronization

/// A real WebSocket server on loopback that a test leads by the hand. For tests only.
///
/// One thread accepts, one serves each connection; all end with ``stop()``. Write `defer { server.stop() }` after making one.
package final class ScriptedWebSocketServer: Sendable {
  /// What to do with a text from a client.
  package enum Step: Sendable {
    case reply(String)
    case bytes([UInt8])
    case close(UInt16)
    /// Closes the socket in the middle of nothing.
    case drop
    case reset
  }

  private struct State {
    var received: [(connection: Int, text: String)] = []
    var sockets: [Int: Int32] = [:]
    var connections = 0
    var isStopped = false
  }

  package let port: UInt16
  private let listener: Int32
  private let state = Mutex(State())
  private let answersUpgrade: @Sendable (_ connection: Int) -> Bool
  private let script: @Sendable (_ connection: Int, _ text: String) -> [Step]

  package var url: String { "ws://127.0.0.1:\(port)/v5/private" }
  package var received: [String] { state.withLock { $0.received.map(\.text) } }
  package var connections: Int { state.withLock(\.connections) }
  package func received(on connection: Int) -> [String] {
    state.withLock { $0.received.filter { $0.connection == connection }.map(\.text) }
  }

  /// - Parameter script: called on the connection's thread for each text; connections count from 0.
  package init(
    answersUpgrade: @escaping @Sendable (_ connection: Int) -> Bool = { _ in true },
    _ script: @escaping @Sendable (_ connection: Int, _ text: String) -> [Step]
  ) throws {
    self.script = script
    self.answersUpgrade = answersUpgrade
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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
    guard listener >= 0, isListening else { throw ScriptedHTTPServer.StartFailure(step: "listen") }
    port = UInt16(bigEndian: address.sin_port)
    BlockingThread.start { [self] in accept() }
  }

  /// Sends to a client without being asked.
  package func push(_ steps: [Step], to connection: Int) {
    // Under the lock, where the connection's thread cannot close the socket.
    state.withLock { state in
      guard let socket = state.sockets[connection] else { return }
      for step in steps { _ = Self.perform(step, socket) }
    }
  }

  /// Closes the port and every connection.
  package func stop() {
    state.withLock { state in
      guard !state.isStopped else { return }
      state.isStopped = true
      for socket in state.sockets.values { shutdown(socket, Int32(SHUT_RDWR)) }
      shutdown(listener, Int32(SHUT_RDWR))
    }
  }

  private func accept() {
    while true {
      let socket = Glibc.accept(listener, nil, nil)
      guard socket >= 0 else {
        if state.withLock(\.isStopped) { break }
        continue
      }
      let number: Int? = state.withLock { state in
        guard !state.isStopped else { return nil }
        defer { state.connections += 1 }
        state.sockets[state.connections] = socket
        return state.connections
      }
      guard let number else {
        close(socket)
        break
      }
      BlockingThread.start { [self] in
        serve(socket, number)
        state.withLock { _ = $0.sockets.removeValue(forKey: number) }
        close(socket)
      }
    }
    close(listener)
  }

  private func serve(_ socket: Int32, _ number: Int) {
    guard answersUpgrade(number) else {
      while Self.receive(socket) != nil {}
      return
    }
    var head: [UInt8] = []
    while !String(decoding: head, as: UTF8.self).contains("\r\n\r\n") {
      guard let more = Self.receive(socket) else { return }
      head += more
    }
    let key = String(decoding: head, as: UTF8.self).split(separator: "\r\n").first { $0.hasPrefix("Sec-WebSocket-Key: ") }?.dropFirst(19)
    let reply =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Accept: \(WebSocketHandshake.accept(String(key ?? "")))\r\n\r\n"
    guard Self.send(Array(reply.utf8), socket) else { return }
    var decoder = WebSocketDecoder(limit: 1 << 20, expectsMask: true)
    while let more = Self.receive(socket) {
      decoder.append(more)
      do {
        while let message = try decoder.next() {
          guard case .text(let text) = message else {
            if case .close = message { return }
            continue
          }
          // Answered before it is recorded: who sees the record may count on the answer being on its way.
          let steps = script(number, text)
          let goesOn = steps.allSatisfy { Self.perform($0, socket) }
          state.withLock { $0.received.append((number, text)) }
          guard goesOn else { return }
        }
      } catch { return }
    }
  }

  /// Whether the connection goes on.
  private static func perform(_ step: Step, _ socket: Int32) -> Bool {
    switch step {
    case .reply(let text): return send(WebSocketFrame.text(text).encoded(mask: nil), socket)
    case .bytes(let bytes): return send(bytes, socket)
    case .close(let code):
      _ = send(WebSocketFrame.close(code).encoded(mask: nil), socket)
      return false
    case .drop:
      shutdown(socket, Int32(SHUT_RDWR))
      return false
    case .reset:
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
      return false
    }
  }

  private static func receive(_ socket: Int32) -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: 16_384)
    let count = recv(socket, &chunk, chunk.count, 0)
    return count > 0 ? Array(chunk[..<count]) : nil
  }

  private static func send(_ bytes: [UInt8], _ socket: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
