import Model

/// What a ticker says about the last 24 hours.
struct DayStatistics: Sendable {
  var previousPrice: Price
  var previousHourPrice: Price
  var high: Price
  var low: Price
  /// In the base coin.
  var volume: Quantity
  var turnover: Money
}
