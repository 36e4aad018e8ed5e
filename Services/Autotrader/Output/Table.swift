import Instance

/// Rows in aligned columns; numbers to the right.
struct Table: Sendable {
  struct Column: Sendable {
    let title: String
    let isNumber: Bool

    init(_ title: String, isNumber: Bool = false) {
      self.title = title
      self.isNumber = isNumber
    }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  init(_ columns: [Column]) { self.columns = columns }

  /// - Precondition: one cell a column.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row of \(cells.count) cells in a table of \(columns.count) columns")
    rows.append(cells)
  }

  var lines: [String] {
    let widths = columns.indices.map { column in ([columns[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0 }
    return ([columns.map(\.title)] + rows).map { cells in
      let padded = cells.indices.map { index -> String in
        guard columns[index].isNumber else { return cells[index].padded(to: widths[index]) }
        return String(repeating: " ", count: max(0, widths[index] - cells[index].count)) + cells[index]
      }
      var line = padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  func write(to terminal: Terminal) {
    for (index, line) in lines.enumerated() { terminal.line(index == 0 ? terminal.styled(line, .dim) : line) }
  }
}
