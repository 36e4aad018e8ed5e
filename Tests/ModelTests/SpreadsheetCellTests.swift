import Testing

@testable import Model

@Suite struct SpreadsheetCellTests {
  @Test func `what a spreadsheet would run is text, numbers stay numbers, and commas, quotes and line ends do not split a cell`() {
    let cells = [
      "=1+1": "'=1+1", "+cmd": "'+cmd", "@sum": "'@sum", "-cmd": "'-cmd", "\tx": "'\tx", "=a,b": "\"'=a,b\"", "-1.5": "-1.5", "+2": "+2",
      "0.1": "0.1", "a,b": "\"a,b\"", "say \"x\"": "\"say \"\"x\"\"\"", "a\r\nb": "\"a\r\nb\"", "plain": "plain", "": "",
    ]
    for (text, cell) in cells { #expect(SpreadsheetCell.text(text) == cell) }
  }
}
