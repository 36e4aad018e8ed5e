/// One HTTP request as it arrived; query and body are raw, because signatures cover them byte for byte.
package struct APIRequest: Sendable {
  package let method: String
  package let path: String
  /// What follows the `?`, percent-encoding untouched; empty without one.
  package let rawQuery: String
  /// Names in lower case.
  package let headers: [String: String]
  package let body: [UInt8]

  package init(method: String, path: String, rawQuery: String = "", headers: [String: String] = [:], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.rawQuery = rawQuery
    self.headers = headers
    self.body = body
  }

  /// Splits a raw request target at its first `?`.
  package init(method: String, target: String, headers: [String: String], body: [UInt8]) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(
      method: method, path: String(parts.first ?? ""), rawQuery: parts.count > 1 ? String(parts[1]) : "", headers: headers, body: body)
  }

  package var target: String { rawQuery.isEmpty ? path : path + "?" + rawQuery }
}
