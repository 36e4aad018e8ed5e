import FoundationEssentials
import Messages

/// What goes back. The responder adds the security headers to every answer.
struct WebAnswer: Sendable {
  var status = 200
  var type: String?
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []

  static func json(_ value: some Encodable, status: Int = 200) throws -> WebAnswer {
    WebAnswer(status: status, type: "application/json; charset=utf-8", body: Array(try Wire.encoder.encode(value)))
  }

  static func html(_ text: String, status: Int = 200) -> WebAnswer {
    WebAnswer(status: status, type: "text/html; charset=utf-8", body: Array(text.utf8))
  }

  /// A body that is compressed already.
  static func compressed(_ body: [UInt8], type: String?, headers: [(name: String, value: String)] = []) -> WebAnswer {
    WebAnswer(type: type, headers: headers + [("Content-Encoding", "gzip")], body: body)
  }

  static func redirect(to path: String) -> WebAnswer { WebAnswer(status: 303, headers: [("Location", path)]) }

  /// Below it a packet is a packet.
  private static let smallestCompressed = 1024

  /// JSON and CSV go compressed to who takes them so. Never a page: beside a secret such as its CSRF value, lengths would tell what was guessed.
  func coded(for request: WebRequest) throws -> WebAnswer {
    let isData = type.map { $0.hasPrefix("application/json") || $0.hasPrefix("text/csv") } ?? false
    guard isData, body.count >= Self.smallestCompressed else { return self }
    var answer = self
    answer.headers.append(("Vary", "Accept-Encoding"))
    guard Gzip.isAccepted(by: request) else { return answer }
    answer.headers.append(("Content-Encoding", "gzip"))
    answer.body = try Gzip.compressed(body, .low)
    return answer
  }
}
