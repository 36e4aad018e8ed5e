import Crypto
import FoundationEssentials

/// Random values that grant access. They are shown once; tables hold their hashes.
package enum SecretText {
  /// 256 random bits in hexadecimal.
  package static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return hexadecimal((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  /// For values with at least 128 random bits, where guessing is hopeless and a slow hash would gain nothing.
  package static func hash(_ secret: String) -> String { hexadecimal(SHA256.hash(data: Data(secret.utf8))) }

  /// In a time that does not depend on where two texts differ.
  package static func isEqual(_ left: String, _ right: String) -> Bool {
    var difference: UInt8 = 0
    // Hashes have one length, whatever was typed.
    for (a, b) in zip(hash(left).utf8, hash(right).utf8) { difference |= a ^ b }
    return difference == 0
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
