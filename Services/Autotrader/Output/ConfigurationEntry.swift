import FoundationEssentials
import ServiceKit

/// One key with its value, fit to be shown.
struct ConfigurationEntry: Encodable, Sendable, Equatable {
  let key: String
  let variable: String
  /// nil: not set. A secret shows only that it is set.
  let value: String?
  let source: String?
  let secret: Bool

  static let redacted = "(secret)"

  init(_ key: ConfigurationKey, _ settings: Settings) {
    self.key = key.path
    variable = key.environmentName
    secret = key.isSecret
    let found = settings.value(key)
    value = found.map { key.isSecret ? Self.redacted : Self.withoutPassword($0.text) }
    source = found?.source
  }

  /// An address may carry a password between `:` and `@`, or as `password=`, although it should not.
  static func withoutPassword(_ text: String) -> String {
    var result = text
    if let scheme = result.range(of: "://"), let at = result.range(of: "@", range: scheme.upperBound..<result.endIndex),
      let colon = result.range(of: ":", range: scheme.upperBound..<at.lowerBound)
    {
      result.replaceSubrange(colon.upperBound..<at.lowerBound, with: redacted)
    }
    guard let word = result.range(of: "password=") else { return result }
    let end = result[word.upperBound...].firstIndex { $0 == " " || $0 == "&" } ?? result.endIndex
    result.replaceSubrange(word.upperBound..<end, with: redacted)
    return result
  }
}
