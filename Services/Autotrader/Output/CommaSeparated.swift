import Model

/// One line of comma-separated values.
enum CommaSeparated {
  /// - Parameter fields: nil is an empty field; an empty text is quoted, so that both can be told apart.
  static func line(_ fields: [String?]) -> String {
    fields.map { field in
      guard let field else { return "" }
      return field.isEmpty ? "\"\"" : SpreadsheetCell.text(field)
    }.joined(separator: ",")
  }
}
