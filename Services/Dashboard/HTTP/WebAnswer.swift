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

  static func redirect(to path: String) -> WebAnswer { WebAnswer(status: 303, headers: [("Location", path)]) }
}
