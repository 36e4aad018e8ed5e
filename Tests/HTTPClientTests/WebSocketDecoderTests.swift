import HTTPClient
import Testing

@Suite struct WebSocketDecoderTests {
  private static func decode(_ pieces: [[UInt8]], limit: Int = 1 << 20, masked: Bool = false) throws -> [WebSocketMessage] {
    var decoder = WebSocketDecoder(limit: limit, expectsMask: masked)
    var messages: [WebSocketMessage] = []
    for piece in pieces {
      decoder.append(piece)
      while let message = try decoder.next() { messages.append(message) }
    }
    return messages
  }

  @Test func `the examples of RFC 6455 are read`() throws {
    #expect(try Self.decode([[0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]]) == [.text("Hello")])
    let masked: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
    #expect(try Self.decode([masked], masked: true) == [.text("Hello")])
    #expect(WebSocketFrame.text("Hello").encoded(mask: [0x37, 0xFA, 0x21, 0x3D]) == masked)
    #expect(try Self.decode([[0x01, 0x03, 0x48, 0x65, 0x6C], [0x80, 0x02, 0x6C, 0x6F]]) == [.text("Hello")])
    #expect(try Self.decode([[0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]]) == [.ping(Array("Hello".utf8))])
    #expect(WebSocketHandshake.accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  }

  @Test(arguments: [0, 1, 125, 126, 65_535, 65_536, 300_000])
  func `a text of any length arrives whole, however the bytes are cut`(length: Int) throws {
    let text = String(repeating: "x", count: length)
    let bytes = WebSocketFrame.text(text).encoded(mask: [1, 2, 3, 4])
    let size = max(1, bytes.count / 7)
    let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    #expect(try Self.decode(pieces, masked: true) == [.text(text)])
  }

  @Test func `control frames may come between fragments`() throws {
    let bytes =
      WebSocketFrame(.text, Array("a".utf8), isFinal: false).encoded(mask: nil) + WebSocketFrame(.ping, [7]).encoded(mask: nil)
      + WebSocketFrame(.continuation, Array("b".utf8)).encoded(mask: nil) + WebSocketFrame.close(1001).encoded(mask: nil)
    #expect(try Self.decode([bytes]) == [.ping([7]), .text("ab"), .close(code: 1001, reason: "")])
  }

  @Test(
    arguments: [
      [0xC1, 0x00], [0x83, 0x00], [0x81, 0x80, 0, 0, 0, 0], [0x09, 0x00], [0x89, 126, 0, 126], [0x80, 0x00], [0x88, 0x01, 0x03],
      [0x81, 0x02, 0xC3, 0x28], [0x01, 0x01, 0x61, 0x81, 0x01, 0x62], [0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], [0x81, 126, 0xFF, 0xFF],
    ] as [[UInt8]])
  func `what breaks the protocol or the limit ends the connection`(bytes: [UInt8]) {
    #expect(throws: HTTPError.self) { try Self.decode([bytes], limit: 1000) }
  }

  @Test func `bytes at random are read or refused, never a crash`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<5000 {
      var decoder = WebSocketDecoder(limit: 4096)
      decoder.append((0..<64).map { _ in UInt8.random(in: 0...255, using: &generator) })
      do { while try decoder.next() != nil {} } catch { #expect([.protocolViolation, .responseTooLarge].contains(error.code)) }
    }
  }
}
