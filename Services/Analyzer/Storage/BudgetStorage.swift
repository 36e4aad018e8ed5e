import Database
import Model

/// The tables `spending` (booked and reserved by day and month) and `cost_ledger` (each amount once). One period's row is locked from a
/// change to the commit, so over any number of analyzers booked + reserved stays within the budget, and the ledger's order is the order
/// of the commits.
struct BudgetStorage {
  let transaction: Transaction

  struct Spent: Equatable, Sendable {
    let booked: Dollars
    let reserved: Dollars
  }

  /// Locks the rows of a day's month and of the day, in this order: every change of money begins with it.
  /// - Parameter day: `2026-11-22`
  func lock(day: String) throws {
    for period in [Budget.monthPeriod(day), Budget.dayPeriod(day)] {
      try transaction.execute("INSERT INTO spending (period) VALUES ($1) ON CONFLICT (period) DO NOTHING", period)
      try transaction.execute("SELECT period FROM spending WHERE period = $1 FOR UPDATE", period)
    }
  }

  func spent(_ period: String) throws -> Spent {
    let row = try transaction.execute("SELECT booked, reserved FROM spending WHERE period = $1", period).first
    return Spent(booked: try row?.read("booked") ?? .zero, reserved: try row?.read("reserved") ?? .zero)
  }

  /// Why an amount would be too much; nil when it fits. - Precondition: ``lock(day:)``
  func objection(to amount: Dollars, _ budget: Budget) throws -> String? {
    for (period, limit) in budget.periods(at: transaction.now) {
      let spent = try spent(period)
      if spent.booked + spent.reserved + amount > limit {
        return "the budget of \(limit) dollars for \(period) is used up: \(spent.booked) booked, \(spent.reserved) reserved, "
          + "this call could cost \(amount)"
      }
    }
    return nil
  }

  /// - Precondition: ``lock(day:)`` of the same day, and the call's row is there.
  func reserve(_ call: ModelCallID, _ amount: Dollars, day: String) throws {
    try change(day, reserved: amount, booked: .zero)
    try enter(call, "reserved", amount, day)
  }

  /// Ends a reservation with what was really spent. - Precondition: ``lock(day:)`` of the reservation's day.
  func settle(_ call: ModelCallID, reserved: Dollars, cost: Dollars, day: String) throws {
    try change(day, reserved: -reserved, booked: cost)
    try enter(call, "released", reserved, day)
    if cost > .zero { try enter(call, "booked", cost, day) }
  }

  private func change(_ day: String, reserved: Dollars, booked: Dollars) throws {
    try transaction.execute(
      "UPDATE spending SET reserved = reserved + $3::numeric, booked = booked + $4::numeric WHERE period IN ($1, $2)",
      Budget.dayPeriod(day), Budget.monthPeriod(day), reserved, booked)
  }

  private func enter(_ call: ModelCallID, _ kind: String, _ amount: Dollars, _ day: String) throws {
    try transaction.execute(
      "INSERT INTO cost_ledger (call_id, kind, amount, day, at) VALUES ($1::uuid, $2, $3::numeric, $4::date, $5::timestamptz)", call, kind,
      amount, day, transaction.now)
  }
}
