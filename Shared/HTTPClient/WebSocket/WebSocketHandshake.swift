import Crypto
import FoundationEssentials

/// The HTTP exchange that opens a WebSocket (RFC 6455, 4).
package struct WebSocketHandshake: Sendable {
  package let key: String
  private let host: String
  private let target: String
  private let headers: String

  private static let maximumReply = 16 << 10

  /// - Parameters:
  ///   - url: a `ws` or `wss` URL that `address` was read from.
  ///   - nonce: 16 random bytes.
  ///   - headers: further ones.
  package init(url: String, _ address: HTTPAddress, nonce: [UInt8], headers: [(name: String, value: String)] = []) {
    self.headers = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
    key = Data(nonce).base64EncodedString()
    let name = address.host.contains(":") ? "[\(address.host)]" : address.host
    host = name + (address.port.map { ":\($0)" } ?? "")
    let authority: Substring = url.drop { $0 != ":" }.dropFirst(3)
    let path: Substring = authority.drop { $0 != "/" && $0 != "?" && $0 != "#" }.prefix { $0 != "#" }
    target = path.hasPrefix("/") ? String(path) : "/\(path)"
  }

  package var request: String {
    "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: \(key)\r\n"
      + "Sec-WebSocket-Version: 13\r\nUser-Agent: autotrader\r\n\(headers)\r\n"
  }

  /// What a server answers to the key.
  package static func accept(_ key: String) -> String {
    let digest = Insecure.SHA1.hash(data: Data((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
    return Data(digest).base64EncodedString()
  }

  /// Looks for the end of the server's reply.
  /// - Returns: how many bytes the reply takes, or nil while it is incomplete.
  /// - Throws: ``HTTPError`` `handshakeRefused` when it is not a yes to this request.
  package func check(_ bytes: [UInt8]) throws(HTTPError) -> Int? {
    let end: [UInt8] = [13, 10, 13, 10]
    guard let last = bytes.indices.dropLast(3).first(where: { Array(bytes[$0..<$0 + 4]) == end }) else {
      guard bytes.count <= Self.maximumReply else { throw Self.refused("the reply to the upgrade does not end") }
      return nil
    }
    let lines = String(decoding: bytes[..<last], as: UTF8.self).split(separator: "\r\n")
    let status = lines.first.map { String($0.prefix(60)) } ?? "nothing"
    guard status.hasPrefix("HTTP/1.1 101") else { throw Self.refused("the server answered \(status)") }
    var headers = HTTPHeaders()
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers.add(String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }))
    }
    guard headers["Upgrade"]?.lowercased() == "websocket" else { throw Self.refused("the server did not upgrade to websocket") }
    guard headers["Sec-WebSocket-Accept"] == Self.accept(key) else { throw Self.refused("the server's accept does not fit the key") }
    guard headers["Sec-WebSocket-Extensions"] == nil else { throw Self.refused("the server uses an extension that was not offered") }
    return last + 4
  }

  private static func refused(_ message: String) -> HTTPError { HTTPError(.handshakeRefused, .outcomeUnknown, message) }
}
