/// One line of comma-separated values, quoted as RFC 4180 says.
enum CommaSeparated {
  /// - Parameter fields: nil is an empty field; an empty text is quoted, so that both can be told apart.
  static func line(_ fields: [String?]) -> String {
    fields.map { field in
      guard let field else { return "" }
      let needsQuotes = field.isEmpty || field.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
      return needsQuotes ? "\"\(field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"" : field
    }.joined(separator: ",")
  }
}
