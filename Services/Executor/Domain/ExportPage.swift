import Messages
import Model

/// Which rows of a table a page holds.
package struct ExportPage: Sendable {
  /// The place of a row in its table's order: its time, its id, and in the ledger its kind.
  package struct Key: Sendable, Equatable, CustomStringConvertible {
    package let at: Timestamp
    package let id: String
    package let kind: String?

    package init(at: Timestamp, id: String, kind: String? = nil) {
      self.at = at
      self.id = id
      self.kind = kind
    }

    /// - Throws: ``ExecutorError`` for a text that is not a key of this table.
    package init(_ text: String, of table: ExportTable) throws {
      let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      let isLedger = table == .ledger
      guard parts.count == (isLedger ? 3 : 2), let at = Timestamp(utc: parts[0]), table != .trades || TradeID(parts[1]) != nil else {
        throw ExecutorError(.unreadableKey, "'\(text.prefix(120))' is not a key of \(table.rawValue)")
      }
      self.init(at: at, id: parts[1], kind: isLedger ? parts[2] : nil)
    }

    package var description: String { ([at.description, id] + (kind.map { [$0] } ?? [])).joined(separator: "|") }
  }

  package let from: Timestamp?
  package let to: Timestamp?
  package let after: Key?
  package let limit: Int
}
