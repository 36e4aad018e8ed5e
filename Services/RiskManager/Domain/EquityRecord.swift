import Model

/// What the breakers measure against: the first equity of the UTC day and the highest ever, as observed.
package struct EquityRecord: Sendable, Equatable {
  package struct Breach: Sendable, Equatable {
    package let reason: StopReason
    package let message: String
  }

  /// Midnight UTC.
  package private(set) var day: Timestamp?
  package private(set) var dayStart: Money?
  package private(set) var peak: Money?
  package private(set) var last: Money?
  package private(set) var observedAt: Timestamp?

  package init(
    day: Timestamp? = nil, dayStart: Money? = nil, peak: Money? = nil, last: Money? = nil, observedAt: Timestamp? = nil
  ) {
    self.day = day
    self.dayStart = dayStart
    self.peak = peak
    self.last = last
    self.observedAt = observedAt
  }

  /// A clock that was set back starts no new day.
  package mutating func observe(_ equity: Money, at now: Timestamp) {
    let today = Timeframe.oneDay.boundary(atOrBefore: now)
    if day.map({ $0 < today }) ?? true {
      day = today
      dayStart = equity
    }
    peak = max(peak ?? equity, equity)
    last = equity
    observedAt = now
  }

  /// Daily loss and drawdown are measured from the last equity on.
  package mutating func rebase() {
    guard let last else { return }
    dayStart = last
    peak = last
  }

  /// A limit counts as reached at its exact amount.
  package func breach(_ limits: BreakerLimits) -> Breach? {
    guard let last else { return nil }
    if let dayStart, Self.isReached(from: dayStart, to: last, limits.dailyLoss) {
      return Breach(
        reason: .dailyLoss, message: "equity \(last) USDT is \(Self.percent(dayStart, last)) % below the day's first \(dayStart)")
    }
    if let peak, Self.isReached(from: peak, to: last, limits.drawdown) {
      return Breach(reason: .drawdown, message: "equity \(last) USDT is \(Self.percent(peak, last)) % below its peak \(peak)")
    }
    return nil
  }

  /// Fractions for display; nil before the first observation.
  package var dailyLoss: Double? { Self.loss(dayStart, last) }
  package var drawdown: Double? { Self.loss(peak, last) }

  private static func isReached(from start: Money, to equity: Money, _ limit: FixedPoint) -> Bool {
    start > .zero && start - equity >= start.scaled(by: limit, .down)
  }

  private static func loss(_ start: Money?, _ equity: Money?) -> Double? {
    guard let start, let equity, start > .zero else { return nil }
    return (start - equity).double / start.double
  }

  private static func percent(_ start: Money, _ equity: Money) -> Double { ((loss(start, equity) ?? 0) * 10_000).rounded() / 100 }
}
