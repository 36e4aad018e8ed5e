import HTTPClient
import Model

/// What surrounds every reply of the exchange.
struct ReplyEnvelope: Sendable {
  let retCode: Int
  let message: String
  let result: ReplyRow
  /// The server's clock; nil when it says none.
  let time: Timestamp?
  let endpoint: String
  /// Whether the server says of itself that it is a paper exchange.
  let isPaper: Bool

  /// - Throws: `malformedReply` when the body is no JSON object with a retCode.
  init(_ response: HTTPResponse, endpoint: String) throws(BybitError) {
    let value: JSONValue
    do { value = try JSONValue(parsing: response.body) } catch {
      throw BybitError(.malformedReply, "the reply is not JSON", endpoint: endpoint, cause: error)
    }
    guard case .object(let values) = value else { throw BybitError(.malformedReply, "the reply is no JSON object", endpoint: endpoint) }
    let row = ReplyRow(values: values, endpoint: endpoint)
    guard let code = row.integer("retCode") else { throw row.malformed("retCode") }
    retCode = Int(code)
    message = String(String.UnicodeScalarView((row.optionalText("retMsg") ?? "").unicodeScalars.filter { $0.value >= 0x20 }.prefix(200)))
    result = row.optionalObject("result") ?? ReplyRow(values: [:], endpoint: endpoint)
    time = try row.optionalTime("time")
    self.endpoint = endpoint
    isPaper = response.headers["X-Paper-Exchange"].map { !["", "0", "false"].contains($0.lowercased()) } ?? false
  }

  /// The server's clock, for what depends on it.
  func serverTime() throws(BybitError) -> Timestamp {
    guard let time else { throw BybitError(.malformedReply, "the reply has no time", endpoint: endpoint) }
    return time
  }
}
