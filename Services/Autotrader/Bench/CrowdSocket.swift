import Glibc
import HTTPClient
import Instance

/// One WebSocket of a crowd on a loopback port, for one thread: read when a poll says so. A class because it closes its descriptor.
final class CrowdSocket {
  let descriptor: Int32
  private var decoder = WebSocketDecoder(limit: 1 << 20)

  /// Connects and upgrades. - Throws: ``CommandFailure`` when the server refuses.
  init(port: Int, headers: [(name: String, value: String)]) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw CommandFailure(.failed, "no socket: \(String(cString: strerror(errno)))") }
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let own = descriptor
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(own, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard result == 0 else { throw CommandFailure(.failed, "port \(port) cannot be reached: \(String(cString: strerror(errno)))") }
    try upgrade("ws://127.0.0.1:\(port)/ws", headers)
  }

  deinit { close(descriptor) }

  private func upgrade(_ url: String, _ headers: [(name: String, value: String)]) throws {
    let nonce = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    let handshake = WebSocketHandshake(url: url, try HTTPAddress(url), nonce: nonce, headers: headers)
    try write(Array(handshake.request.utf8))
    var reply: [UInt8] = []
    while true {
      if let length = try handshake.check(reply) { return decoder.append(reply[length...]) }
      guard let bytes = read(), !bytes.isEmpty else { throw CommandFailure(.failed, "the dashboard closed a socket at its start") }
      reply += bytes
    }
  }

  func send(_ text: String) throws {
    try write(WebSocketFrame.text(text).encoded(mask: (0..<4).map { _ in UInt8.random(in: .min ... .max) }))
  }

  /// The messages that have come since; nil when the connection is over.
  func messages() throws -> [WebSocketMessage]? {
    guard let bytes = read(), !bytes.isEmpty else { return nil }
    decoder.append(bytes)
    var messages: [WebSocketMessage] = []
    while let message = try decoder.next() { messages.append(message) }
    return messages
  }

  func answer(_ payload: [UInt8]) throws { try write(WebSocketFrame(.pong, payload).encoded(mask: [1, 2, 3, 4])) }

  /// One read; empty at the end, nil when it failed.
  private func read() -> [UInt8]? {
    let own = descriptor
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, size in
      count = recv(own, buffer.baseAddress, buffer.count, 0)
      size = max(0, count)
    }
    return count < 0 ? nil : bytes
  }

  private func write(_ bytes: [UInt8]) throws {
    let sent = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    guard sent == bytes.count else { throw CommandFailure(.failed, "a socket takes no bytes") }
  }
}
