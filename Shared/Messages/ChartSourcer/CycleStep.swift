import Model

/// One line of a cycle's story.
package struct CycleStep: Codable, Sendable, Equatable {
  package let name: Name
  /// nil when the step concerns the whole cycle.
  package let symbol: Symbol?
  package let outcome: Outcome
  /// For people: the numbers behind the outcome.
  package let detail: String
  /// The id of what the step made: an image hash, an analysis, a proposal, a trade.
  package let reference: String?
  package let at: Timestamp

  package init(name: Name, symbol: Symbol? = nil, outcome: Outcome, detail: String, reference: String? = nil, at: Timestamp) {
    self.name = name
    self.symbol = symbol
    self.outcome = outcome
    self.detail = detail
    self.reference = reference
    self.at = at
  }

  package enum Name: String, Codable, Sendable, CaseIterable {
    case slots, freshData, chart, analysis, filter, sizing, confirmation, execution
  }

  package enum Outcome: String, Codable, Sendable {
    case done, skipped, failed, expired, declined
  }
}
