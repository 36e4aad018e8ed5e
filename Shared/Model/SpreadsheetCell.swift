/// A cell of comma-separated values.
package enum SpreadsheetCell {
  /// Quoted as RFC 4180 says. What a spreadsheet would run as a formula is marked as text: such a cell may come from a model or from a name
  /// that somebody has chosen. Numbers stay numbers.
  package static func text(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
    let cell = isFormula && Double(text) == nil ? "'" + text : text
    // By bytes: a line break of two characters is one Character.
    guard cell.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
