/// Turns the bytes of a connection into messages. Pure, so that every way of cutting a stream into pieces can be tested.
package struct WebSocketDecoder: Sendable {
  /// Bytes of one message.
  private let limit: Int
  /// A client's frames are masked, a server's are not.
  private let expectsMask: Bool
  private var buffer: [UInt8] = []
  private var start = 0
  private var fragments: (opcode: WebSocketFrame.Opcode, payload: [UInt8])?

  package init(limit: Int, expectsMask: Bool = false) {
    self.limit = limit
    self.expectsMask = expectsMask
  }

  package mutating func append(_ bytes: some Sequence<UInt8>) {
    if start > 0 {
      buffer.removeFirst(start)
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next complete message; nil until more bytes come.
  /// - Throws: ``HTTPError`` `protocolViolation` or `responseTooLarge`; the connection is of no use afterwards.
  package mutating func next() throws(HTTPError) -> WebSocketMessage? {
    while let frame = try nextFrame() {
      if let message = try join(frame) { return message }
    }
    return nil
  }

  private mutating func join(_ frame: WebSocketFrame) throws(HTTPError) -> WebSocketMessage? {
    switch frame.opcode {
    case .ping: return .ping(frame.payload)
    case .pong: return .pong(frame.payload)
    case .close: return try Self.closing(frame.payload)
    case .text, .binary:
      guard fragments == nil else { throw Self.violation("a message begins inside another") }
      if frame.isFinal { return try Self.message(frame.opcode, frame.payload) }
      fragments = (frame.opcode, frame.payload)
    case .continuation:
      guard var whole = fragments else { throw Self.violation("a continuation continues nothing") }
      guard whole.payload.count + frame.payload.count <= limit else { throw tooLarge }
      whole.payload += frame.payload
      fragments = frame.isFinal ? nil : whole
      if frame.isFinal { return try Self.message(whole.opcode, whole.payload) }
    }
    return nil
  }

  private mutating func nextFrame() throws(HTTPError) -> WebSocketFrame? {
    let available = buffer.count - start
    guard available >= 2 else { return nil }
    let (first, second) = (buffer[start], buffer[start + 1])
    guard first & 0x70 == 0 else { throw Self.violation("an extension that was not agreed upon is used") }
    guard let opcode = WebSocketFrame.Opcode(rawValue: first & 0x0F) else { throw Self.violation("unknown opcode \(first & 0x0F)") }
    let isFinal = first & 0x80 != 0
    let isMasked = second & 0x80 != 0
    guard isMasked == expectsMask else {
      throw Self.violation(isMasked ? "a masked frame from a server" : "an unmasked frame from a client")
    }
    var length = Int(second & 0x7F)
    guard !opcode.isControl || (isFinal && length < 126) else { throw Self.violation("a control frame is long or in fragments") }
    var offset = 2
    if length >= 126 {
      let size = length == 126 ? 2 : 8
      guard available >= offset + size else { return nil }
      let digits = buffer[(start + offset)..<(start + offset + size)]
      let value = digits.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard value <= UInt64(limit) else { throw tooLarge }
      length = Int(value)
      offset += size
    }
    guard length <= limit else { throw tooLarge }
    let maskSize = isMasked ? 4 : 0
    guard available >= offset + maskSize + length else { return nil }
    let mask = Array(buffer[(start + offset)..<(start + offset + maskSize)])
    let body = buffer[(start + offset + maskSize)..<(start + offset + maskSize + length)]
    start += offset + maskSize + length
    let payload = isMasked ? body.enumerated().map { $1 ^ mask[$0 & 3] } : Array(body)
    return WebSocketFrame(opcode, payload, isFinal: isFinal)
  }

  private static func message(_ opcode: WebSocketFrame.Opcode, _ payload: [UInt8]) throws(HTTPError) -> WebSocketMessage {
    guard opcode == .text else { return .binary(payload) }
    guard let text = String(validating: payload, as: UTF8.self) else { throw violation("a text is not UTF-8") }
    return .text(text)
  }

  private static func closing(_ payload: [UInt8]) throws(HTTPError) -> WebSocketMessage {
    guard payload.count != 1 else { throw violation("a close frame with half a code") }
    guard payload.count >= 2 else { return .close(code: nil, reason: "") }
    return .close(code: UInt16(payload[0]) << 8 | UInt16(payload[1]), reason: String(decoding: payload[2...], as: UTF8.self))
  }

  private var tooLarge: HTTPError { HTTPError(.responseTooLarge, .outcomeUnknown, "a message is larger than \(limit) bytes") }

  private static func violation(_ message: String) -> HTTPError { HTTPError(.protocolViolation, .outcomeUnknown, message) }
}
