import Crypto
import FoundationEssentials

/// The one API key of this exchange.
package struct Credentials: Sendable {
  let key: String
  private let secret: SymmetricKey

  package init(key: String, secret: String) {
    self.key = key
    self.secret = SymmetricKey(data: Data(secret.utf8))
  }

  /// HMAC-SHA256 in lower-case hexadecimal.
  func signature(of text: [UInt8]) -> String {
    HMAC<SHA256>.authenticationCode(for: Data(text), using: secret).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  func isValid(_ signature: String, of text: [UInt8]) -> Bool {
    let expected = Array(self.signature(of: text).utf8)
    let given = Array(signature.utf8)
    guard expected.count == given.count else { return false }
    return zip(expected, given).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
