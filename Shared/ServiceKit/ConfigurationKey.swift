/// One documented key of the process configuration, read once at start.
package struct ConfigurationKey: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case text
    case integer(ClosedRange<Int>)
    case decimal(ClosedRange<Double>)
    case flag
    case choice([String])
  }

  package let section: String
  package let name: String
  package let kind: Kind
  /// nil: the key has no value unless one is given.
  package let defaultValue: String?
  package let isSecret: Bool
  /// The seed's name for the same thing, accepted as an alias.
  package let alias: String?
  package let documentation: String

  init(
    _ section: String, _ name: String, _ kind: Kind, default defaultValue: String? = nil, secret: Bool = false, alias: String? = nil,
    _ documentation: String
  ) {
    self.section = section
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    isSecret = secret
    self.alias = alias
    self.documentation = documentation
  }

  /// `AUTOTRADER_SECTION_KEY`; with `_FILE` behind it, the variable names a file that holds the value.
  package var environmentName: String { "AUTOTRADER_\(section)_\(name)".uppercased() }
  /// `section.key`, as in the configuration file.
  package var path: String { "\(section).\(name)" }

  /// Why a text is not a value of this key; nil when it is.
  func defect(of text: String) -> String? {
    switch kind {
    case .text: return text.isEmpty ? "must not be empty" : nil
    case .integer(let range):
      guard let value = Int(text), range.contains(value) else {
        return "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
      }
    case .decimal(let range):
      guard let value = Double(text), range.contains(value) else {
        return "must be a number from \(range.lowerBound) to \(range.upperBound)"
      }
    case .flag:
      guard ["true", "false"].contains(text) else { return "must be true or false" }
    case .choice(let choices):
      guard choices.contains(text) else { return "must be one of \(choices.joined(separator: ", "))" }
    }
    return nil
  }
}
