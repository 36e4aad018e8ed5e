import HTTPClient

/// One endpoint with its arguments, before time and signature.
struct BybitCall: Sendable {
  let method: HTTPMethod
  let path: String
  /// The query of a GET, the body of a POST: what the signature covers.
  let payload: String
  let group: CallGroup

  /// Every POST changes something at the exchange.
  var isWrite: Bool { method == .post }
  var isSigned: Bool { group != .market }

  static func read(_ path: String, _ group: CallGroup) -> BybitCall { read(path, RequestQuery(), group) }

  static func read(_ path: String, _ query: RequestQuery, _ group: CallGroup) -> BybitCall {
    BybitCall(method: .get, path: path, payload: query.text, group: group)
  }

  static func write(_ path: String, _ body: RequestBody, _ group: CallGroup) -> BybitCall {
    BybitCall(method: .post, path: path, payload: body.text, group: group)
  }

  func url(_ base: String) -> String { base + path + (isWrite || payload.isEmpty ? "" : "?" + payload) }
}
