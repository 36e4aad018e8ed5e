/// An API key with its secret. Printing one shows neither.
package struct BybitCredentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package let key: String
  let secret: String

  package init(key: String, secret: String) {
    self.key = key
    self.secret = secret
  }

  package var description: String { "BybitCredentials(redacted)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
