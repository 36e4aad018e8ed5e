/// One frame of RFC 6455.
package struct WebSocketFrame: Sendable, Equatable {
  package enum Opcode: UInt8, Sendable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    var isControl: Bool { rawValue >= 8 }
  }

  package let isFinal: Bool
  package let opcode: Opcode
  package let payload: [UInt8]

  package init(_ opcode: Opcode, _ payload: [UInt8], isFinal: Bool = true) {
    self.isFinal = isFinal
    self.opcode = opcode
    self.payload = payload
  }

  package static func text(_ text: String) -> WebSocketFrame { WebSocketFrame(.text, Array(text.utf8)) }

  package static func close(_ code: UInt16) -> WebSocketFrame {
    WebSocketFrame(.close, [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)])
  }

  /// - Parameter mask: four random bytes from a client; nil from a server.
  package func encoded(mask: [UInt8]?) -> [UInt8] {
    var bytes = [(isFinal ? 0x80 : 0) | opcode.rawValue]
    let masked: UInt8 = mask == nil ? 0 : 0x80
    switch payload.count {
    case ..<126: bytes.append(masked | UInt8(payload.count))
    case ..<65_536: bytes += [masked | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    default:
      bytes.append(masked | 127)
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
    }
    guard let mask else { return bytes + payload }
    precondition(mask.count == 4, "a mask has four bytes")
    return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
  }
}
