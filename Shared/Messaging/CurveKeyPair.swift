import CZeroMQ

/// A Curve25519 key pair in ZeroMQ's text form (Z85, 40 characters each).
package struct CurveKeyPair: Sendable, Equatable, CustomStringConvertible {
  package let publicKey: String
  package let secretKey: String

  /// - Throws: ``BusError`` `keys` when one is no key.
  package init(publicKey: String, secretKey: String) throws(BusError) {
    _ = try Self.bytes(of: publicKey)
    _ = try Self.bytes(of: secretKey)
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  package static func random() throws(BusError) -> CurveKeyPair {
    var publicKey = [CChar](repeating: 0, count: textLength + 1)
    var secretKey = publicKey
    guard zmq_curve_keypair(&publicKey, &secretKey) == 0 else { throw BusError(.keys, "no key can be made: \(Socket.lastError)") }
    return try CurveKeyPair(publicKey: text(publicKey), secretKey: text(secretKey))
  }

  /// The 32 bytes that a Z85 text stands for.
  static func bytes(of text: String) throws(BusError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    guard text.utf8.count == textLength, zmq_z85_decode(&bytes, text) != nil else {
      throw BusError(.keys, "a key must be \(textLength) characters of Z85")
    }
    return bytes
  }

  package var description: String { publicKey }

  private static let textLength = 40

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
