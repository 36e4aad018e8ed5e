import Model

/// The first eight digits of an id: enough for a person to name a recent trade.
enum ShortID {
  static func of(_ id: some Identifier) -> String { String(id.compact.prefix(8)) }

  /// Whether what a person wrote, with or without dashes, begins this id. Fewer than four digits name nothing.
  static func matches(_ text: String, _ id: some Identifier) -> Bool {
    let digits = text.lowercased().filter { $0 != "-" && $0 != "#" }
    return digits.count >= 4 && id.compact.hasPrefix(digits)
  }
}
