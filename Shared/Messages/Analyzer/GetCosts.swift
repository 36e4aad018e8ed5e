import Model

/// What model calls have cost, the dearest first, and how much of the budget is left.
package struct GetCosts: AddressedRequest {
  package static let service = ServiceName.analyzer
  package static let name = "get-costs"
  package static let version = 1
  package static let mostRows = 1000

  package let by: CostGrouping
  /// nil: from the beginning.
  package let from: Timestamp?
  /// Not included; nil: until now.
  package let to: Timestamp?
  /// Only what these have cost, at most ``mostRows``; nil: everything.
  package let analyses: [AnalysisID]?
  /// 1 to ``mostRows``.
  package let limit: Int

  package init(
    by: CostGrouping, from: Timestamp? = nil, to: Timestamp? = nil, analyses: [AnalysisID]? = nil, limit: Int
  ) {
    self.by = by
    self.from = from
    self.to = to
    self.analyses = analyses
    self.limit = limit
  }

  package struct Reply: Codable, Sendable, Equatable {
    package let rows: [CostRow]
    /// Today and this month.
    package let spending: [PeriodSpending]

    package init(rows: [CostRow], spending: [PeriodSpending]) {
      self.rows = rows
      self.spending = spending
    }
  }
}
