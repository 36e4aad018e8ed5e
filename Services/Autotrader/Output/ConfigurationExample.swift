import ServiceKit

/// A YAML file with everything commented out: what it would say is what holds anyway. A section is commented out too, because one without
/// keys is a mistake.
enum ConfigurationExample {
  static var lines: [String] {
    var lines = [
      "# Configuration of all services. Name this file in AUTOTRADER_CONFIG.",
      "# Take a setting into use by removing '# ' before it and before its section.",
      "# A variable AUTOTRADER_SECTION_KEY wins over it; AUTOTRADER_SECTION_KEY_FILE names a file with the value, for secrets.",
    ]
    var section = ""
    for key in ConfigurationKey.catalogue.sorted(by: { position($0) < position($1) }) {
      if key.section != section {
        lines += ["", "# \(key.section):"]
        section = key.section
      }
      lines.append("#   # \(key.documentation) (\(allowed(key)))")
      if key.isSecret { lines.append("#   # A secret: better \(key.environmentName)_FILE.") }
      lines.append("#   \(key.name):\(key.defaultValue.map { " \"\($0)\"" } ?? "")")
    }
    return lines
  }

  /// Sections in the catalogue's order, each once, although the catalogue may return to one.
  private static func position(_ key: ConfigurationKey) -> (Int, Int) {
    let catalogue = ConfigurationKey.catalogue
    return (catalogue.firstIndex { $0.section == key.section } ?? 0, catalogue.firstIndex(of: key) ?? 0)
  }

  private static func allowed(_ key: ConfigurationKey) -> String {
    switch key.kind {
    case .text: "text"
    case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .decimal(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .choice(let choices): choices.joined(separator: ", ")
    }
  }
}
