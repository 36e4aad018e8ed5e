import Glibc
import HTTPClient
import Synchronization
import TestKit

/// Bytes to and from a loopback port, for what no proper client does: another `Host`, or reading nothing. Reads never block.
final class RawClient: Sendable {
  private let descriptor: Int32
  private let state = Mutex(State())

  private struct State {
    var bytes: [UInt8] = []
    var hasEnded = false
  }

  /// - Parameter receiveBuffer: bytes that the kernel takes for a client that does not read; nil: its own choice.
  init(port: Int, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    if var receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let own = descriptor
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(own, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard descriptor >= 0, result == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { throw TestFailure("port \(port) is not there") }
  }

  deinit { close(descriptor) }

  func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  func send(_ bytes: [UInt8]) throws {
    let sent = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    guard sent == bytes.count else { throw TestFailure("the server takes no bytes") }
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }
  func send(_ frame: WebSocketFrame) throws { try send(frame.encoded(mask: [1, 2, 3, 4])) }

  /// Asks for the upgrade. - Parameter headers: whole lines without their end.
  func upgrade(host: String, _ headers: [String]) throws {
    let lines =
      ["GET /ws HTTP/1.1", "Host: \(host)", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
      + ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="] + headers
    try send(lines.joined(separator: "\r\n") + "\r\n\r\n")
  }

  /// Everything that has come so far.
  var received: [UInt8] {
    state.withLock { state in
      receive(&state)
      return state.bytes
    }
  }

  /// Whether the server has ended the connection.
  var hasEnded: Bool {
    state.withLock { state in
      receive(&state)
      return state.hasEnded
    }
  }

  private func receive(_ state: inout State) {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count == 0 || count < 0 && errno == ECONNRESET { state.hasEnded = true }
      guard count > 0 else { return }
      state.bytes += chunk[..<count]
    }
  }

  var text: String { String(decoding: received, as: UTF8.self) }

  /// Whether a close frame with this code is among what came.
  func isClosed(with code: UInt16) -> Bool {
    let frame = WebSocketFrame.close(code).encoded(mask: nil)
    let received = received
    return received.indices.dropLast(frame.count - 1).contains { Array(received[$0..<$0 + frame.count]) == frame }
  }
}
