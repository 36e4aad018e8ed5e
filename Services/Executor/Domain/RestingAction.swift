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
    /// Why the market does not allow this entry any more.
    package var objection: String?
    /// Trading was halted since the trade was confirmed.
    package var isHalted: Bool
    /// Why the symbol gets no entry since then.
    package var quarantine: String?
    /// A part has filled and is closed again.
    package var isFlatAgain: Bool
    /// A part has filled, and its stop cannot be set.
    package var isUnprotected: Bool

    package init(
      best: Price? = nil, objection: String? = nil, isHalted: Bool = false, isFlatAgain: Bool = false, isUnprotected: Bool = false
    ) {
      self.best = best
      self.objection = objection
      self.isHalted = isHalted
      self.isFlatAgain = isFlatAgain
      self.isUnprotected = isUnprotected
    }
  }

  /// How often an order that rests is looked at; the private stream tells of fills at once.
  package static let interval = Duration.milliseconds(250)

  /// - Parameters:
  ///   - exchangePrice: what the exchange says the order's limit is.
  ///   - window: the cycle's.
  package static func next(
    _ order: OrderIntent, exchangePrice: Price?, _ view: View, _ prices: LimitPrices, _ policy: EntryPolicy, within window: TimeWindow,
    now: Timestamp
  ) -> RestingAction {
    if order.withdrawal != nil { return .cancel }
    guard let limit = order.limitPrice else { return .wait(until: now + .milliseconds(50)) }
    let end = window.end - EntryPolicy.withdrawalLead(window)
    if let withdrawal = withdrawal(view, isOver: now >= end || !window.isOpen(at: now), end: window.end) { return .withdraw(withdrawal) }
    let due = (order.pricedAt ?? now) + policy.patience
    guard now >= due else {
      if let exchangePrice, exchangePrice != limit { return .restate(limit) }
      return .wait(until: min(due, end, now + interval))
    }
    guard order.chases < policy.chases else {
      let chased = order.chases == 0 ? "" : " after following the price \(order.chases) times"
      return .withdraw(Withdrawal(reason: "notFilled", message: "not filled at \(limit) in time\(chased)"))
    }
    guard let best = view.best else {
      return .withdraw(Withdrawal(reason: "notFilled", message: "not filled at \(limit) in time, and the market cannot be read"))
    }
    return .follow(prices.following(limit, best: best))
  }

  private static func withdrawal(_ view: View, isOver: Bool, end: Timestamp) -> Withdrawal? {
    if view.isUnprotected { return Withdrawal(reason: "unprotected", message: "the filled part has no stop and none can be set") }
    if view.isHalted { return Withdrawal(reason: "halted", message: "trading was halted while the entry rested") }
    if let quarantine = view.quarantine { return Withdrawal(reason: "quarantined", message: quarantine) }
    if isOver { return Withdrawal(reason: "expired", message: "the cycle ends at \(end), no entry rests beyond it") }
    if view.isFlatAgain { return Withdrawal(reason: "closedEarly", message: "the filled part is closed already, the rest is not entered") }
    return view.objection.map { Withdrawal(reason: "priceDrift", message: $0) }
  }
}
