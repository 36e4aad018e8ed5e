import FoundationEssentials
import Messages

/// A request as the routes see it: nothing of the server's own types.
struct WebRequest: Sendable {
  let method: String
  /// Without the query, percent-decoded by segment.
  let path: [String]
  let query: [String: String]
  /// Names in lower case.
  let headers: [String: String]
  let body: [UInt8]
  /// Where it comes from, without a port: the connection's other end, or whom a trusted proxy names.
  var remote: String

  init(method: String, target: String, headers: [String: String], body: [UInt8] = [], remote: String = "127.0.0.1") {
    self.method = method
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = (parts.first ?? "").split(separator: "/").map { Self.decoded(String($0)) }
    query = parts.count == 2 ? Self.form(String(parts[1])) : [:]
    self.headers = headers
    self.body = body
    self.remote = remote
  }

  /// The body of a form, and a query.
  static func form(_ text: String) -> [String: String] {
    var result: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      result[decoded(String(parts[0]).replacing("+", with: " "))] =
        parts.count == 2 ? decoded(String(parts[1]).replacing("+", with: " ")) : ""
    }
    return result
  }

  private static func decoded(_ text: String) -> String { text.removingPercentEncoding ?? text }

  /// - Throws: ``APIProblem`` for a body that is not the expected JSON.
  func json<Body: Decodable>(_ type: Body.Type = Body.self) throws -> Body {
    do {
      return try Wire.decoder.decode(Body.self, from: Data(body.isEmpty ? Array("{}".utf8) : body))
    } catch {
      throw APIProblem(400, "badBody", "the body is not the JSON object that openapi.json describes")
    }
  }

  func cookie(_ name: String) -> String? {
    for part in (headers["cookie"] ?? "").split(separator: ";") {
      let pair = part.split(separator: "=", maxSplits: 1)
      if pair.count == 2, pair[0].trimmingCharacters(in: .whitespaces) == name { return String(pair[1]) }
    }
    return nil
  }

  /// A query's yes or no; no when it is not there.
  func isTrue(_ name: String) throws -> Bool {
    switch query[name] {
    case nil, "false": return false
    case "true": return true
    default: throw APIProblem(400, "badFlag", "\(name) must be true or false")
    }
  }

  func limit(default standard: Int, maximum: Int) throws -> Int {
    guard let text = query["limit"] else { return standard }
    guard let value = Int(text), (1...maximum).contains(value) else {
      throw APIProblem(400, "badLimit", "limit must be a number from 1 to \(maximum)")
    }
    return value
  }
}
