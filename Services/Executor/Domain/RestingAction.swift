import Bybit
import Model

/// What to do next with an entry that rests in the exchange's book. Pure: the same at first and after any restart.
///
/// Every answer is safe to repeat. An amendment names the price that was stored before it was sent, and a cancellation ends an order that may
/// have ended already: after an unclear answer the order is read again, and what is still missing is asked for again.
package enum RestingAction: Sendable, Equatable {
  case wait(until: Timestamp)
  /// Store the price, then amend.
  case follow(Price)
  /// The exchange does not have the stored price yet: amend again.
  case restate(Price)
  /// Store the reason, then cancel.
  case withdraw(Withdrawal)
  /// Withdrawn and still there: cancel again.
  case cancel

  /// What is known besides the order.
  package struct View: Sendable {
    /// The best price of our own side; nil when the market cannot be read.
    package var best: Price?
    /// What the order may be amended to; nil when the tick size cannot be read.
    package var prices: LimitPrices?
    /// Why the market does not allow this entry any more.
    package var objection: String?
    /// Trading was halted since the trade was confirmed.
    package var isHalted: Bool
    /// Why the symbol gets no entry since then.
    package var quarantine: String?
    /// Who asked for the trade's close; nil when nobody has.
    package var closeAskedBy: String?
    /// A part has filled and is closed again.
    package var isFlatAgain: Bool
    /// A part has filled, and its stop cannot be set.
    package var isUnprotected: Bool

    package init(
      best: Price? = nil, prices: LimitPrices? = nil, objection: String? = nil, isHalted: Bool = false, isFlatAgain: Bool = false,
      isUnprotected: Bool = false
    ) {
      self.best = best
      self.prices = prices
      self.objection = objection
      self.isHalted = isHalted
      self.isFlatAgain = isFlatAgain
      self.isUnprotected = isUnprotected
    }
  }

  /// How often an order that rests is looked at; the private stream tells of fills at once.
  package static let interval = Duration.milliseconds(250)

  /// From when on nothing may rest.
  package static func end(_ window: TimeWindow) -> Timestamp { window.end - EntryPolicy.withdrawalLead(window) }

  /// What neither the order at the exchange nor the market need be read for: it is to go, or is going already.
  /// - Returns: nil when it may stay, as far as is known.
  package static func ending(_ order: OrderIntent, _ view: View, within window: TimeWindow, now: Timestamp) -> RestingAction? {
    if order.withdrawal != nil { return .cancel }
    guard order.limitPrice != nil else { return nil }
    return withdrawal(view, isOver: now >= end(window) || !window.isOpen(at: now), end: window.end).map(RestingAction.withdraw)
  }

  /// - Parameters:
  ///   - exchangePrice: what the exchange says the order's limit is.
  ///   - window: the cycle's.
  package static func next(
    _ order: OrderIntent, exchangePrice: Price?, _ view: View, _ policy: EntryPolicy, within window: TimeWindow, now: Timestamp
  ) -> RestingAction {
    if let ending = ending(order, view, within: window, now: now) { return ending }
    guard let limit = order.limitPrice else { return .wait(until: now + .milliseconds(50)) }
    let due = (order.pricedAt ?? now) + policy.patience
    guard now >= due else {
      if let exchangePrice, exchangePrice != limit { return .restate(limit) }
      return .wait(until: min(due, end(window), now + interval))
    }
    guard order.chases < policy.chases else {
      let chased = order.chases == 0 ? "" : " after following the price \(order.chases) times"
      return .withdraw(Withdrawal(reason: "notFilled", message: "not filled at \(limit) in time\(chased)"))
    }
    guard let best = view.best, let prices = view.prices else {
      return .withdraw(Withdrawal(reason: "notFilled", message: "not filled at \(limit) in time, and the market cannot be read"))
    }
    return .follow(prices.following(limit, best: best))
  }

  private static func withdrawal(_ view: View, isOver: Bool, end: Timestamp) -> Withdrawal? {
    if view.isUnprotected { return Withdrawal(reason: "unprotected", message: "the filled part has no stop and none can be set") }
    if view.isHalted { return Withdrawal(reason: "halted", message: "trading was halted while the entry rested") }
    if let quarantine = view.quarantine { return Withdrawal(reason: "quarantined", message: quarantine) }
    if let person = view.closeAskedBy { return .asked(by: person) }
    if isOver { return Withdrawal(reason: "expired", message: "the cycle ends at \(end), no entry rests beyond it") }
    if view.isFlatAgain { return Withdrawal(reason: "closedEarly", message: "the filled part is closed already, the rest is not entered") }
    return view.objection.map { Withdrawal(reason: "priceDrift", message: $0) }
  }
}
