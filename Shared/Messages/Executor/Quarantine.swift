import Model

/// A symbol that gets no entry, and why.
package struct Quarantine: Codable, Sendable, Equatable {
  package enum Cause: String, Codable, Sendable, CaseIterable {
    /// Somebody wants it so; lasts until somebody lifts it.
    case asked
    /// The exchange has a position there that is not ours; lasts until it is gone or adopted, or somebody lifts it.
    case unknownPosition
  }

  package let symbol: Symbol
  package let cause: Cause
  package let message: String
  package let decidedBy: String
  package let since: Timestamp

  package init(symbol: Symbol, cause: Cause, message: String, decidedBy: String, since: Timestamp) {
    self.symbol = symbol
    self.cause = cause
    self.message = message
    self.decidedBy = decidedBy
    self.since = since
  }
}
