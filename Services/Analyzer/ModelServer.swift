import Model

/// An OpenAI-compatible server and how it is spoken to.
struct ModelServer: Sendable {
  let kind: ServerKind
  /// Without a slash at the end: `https://api.openai.com/v1`.
  let url: String
  let key: String?
  /// For one call, part of the analysis's own deadline.
  let timeout: Duration

  /// Servers quote what they were sent; the key is in no text that is stored, published or logged.
  func redacted(_ text: String) -> String {
    guard let key, key.utf8.count >= 4 else { return text }
    return text.replacing(key, with: "[key]")
  }

  func redacted(_ fault: CallFault) -> CallFault {
    CallFault(fault.code, redacted(fault.message), fault.action, pause: fault.pause, mayBePaid: fault.mayBePaid)
  }
}

/// The key is not shown, wherever something prints what it holds: service-lifecycle logs its services whole at debug level.
extension ModelServer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  var description: String { "<\(kind) at \(url)>" }
  var debugDescription: String { description }
  var customMirror: Mirror { Mirror(self, children: []) }
}
