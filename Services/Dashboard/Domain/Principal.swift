/// Who makes a request: a browser after its login, or the bearer of a token.
package struct Principal: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// The session's key in the table, and the value that its forms and scripts must send along.
    case session(key: String, csrf: String)
    case token(name: String)
  }

  package let kind: Kind
  package let scope: Scope

  /// As `decidedBy` tells it to the owners.
  package var name: String {
    switch kind {
    case .session: "dashboard"
    case .token(let name): "token \(name)"
    }
  }
}
