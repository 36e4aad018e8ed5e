import Model

/// A complete reply of a model server, before anyone has looked into it.
package struct ServerReply: Sendable {
  package let status: Int
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
  package var requestID: String? { header("x-request-id").map { String($0.prefix(120)) } }

  /// `x-should-retry`, when it says anything.
  var retryWish: Bool? {
    switch header("x-should-retry")?.lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }
}
