import Crypto
import FoundationEssentials
import Model

/// HMAC-SHA256 in lower-case hexadecimal, as Bybit V5 asks for.
package enum BybitSignature {
  /// - Parameter payload: the raw query as sent (GET) or the exact body (POST).
  package static func rest(_ credentials: BybitCredentials, timestamp: Timestamp, recvWindow: Duration, payload: String) -> String {
    sign("\(timestamp.milliseconds)\(credentials.key)\(recvWindow.wholeMilliseconds)\(payload)", credentials.secret)
  }

  /// The third argument of the WebSocket operation `auth`.
  package static func webSocket(_ credentials: BybitCredentials, expires: Timestamp) -> String {
    sign("GET/realtime\(expires.milliseconds)", credentials.secret)
  }

  private static func sign(_ text: String, _ secret: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: Data(secret.utf8)))
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
