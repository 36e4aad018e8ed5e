import Model

/// What a day or month has cost so far.
package struct PeriodSpending: Codable, Sendable, Equatable {
  /// `day:2026-11-22` or `month:2026-11`, UTC.
  package let period: String
  /// nil: the analyst in use costs nothing.
  package let budget: Dollars?
  package let booked: Dollars
  /// For calls under way: the most they can cost.
  package let reserved: Dollars

  package init(period: String, budget: Dollars? = nil, booked: Dollars, reserved: Dollars) {
    self.period = period
    self.budget = budget
    self.booked = booked
    self.reserved = reserved
  }
}
