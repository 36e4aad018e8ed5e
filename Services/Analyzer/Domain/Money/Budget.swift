import Model

/// The most that models may cost in a day and in a month, UTC.
package struct Budget: Equatable, Sendable {
  package let daily: Dollars
  package let monthly: Dollars

  package init(daily: Dollars, monthly: Dollars) {
    self.daily = daily
    self.monthly = monthly
  }

  /// `day:2026-11-22` and `month:2026-11`, with their limits.
  package func periods(at moment: Timestamp) -> [(name: String, limit: Dollars)] {
    let day = String(moment.description.prefix(10))
    return [(Self.dayPeriod(day), daily), (Self.monthPeriod(day), monthly)]
  }

  /// - Parameter day: `2026-11-22`
  static func dayPeriod(_ day: String) -> String { "day:\(day)" }
  static func monthPeriod(_ day: String) -> String { "month:\(day.prefix(7))" }
}
