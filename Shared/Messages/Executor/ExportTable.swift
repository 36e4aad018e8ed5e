/// A table of the executor that can be taken out whole.
package enum ExportTable: String, Codable, Sendable, CaseIterable {
  case trades, executions, ledger
}
