/// What the executor refuses to do.
struct ExecutorError: Error, Sendable, CustomStringConvertible {
  enum Code: String, Sendable {
    case illegalOrder
    case modeNotCleared
    case unprotected
    case unreadableKey
    case withdrawn
  }

  let code: Code
  let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  var description: String { "\(code.rawValue): \(message)" }
}
