import Model

/// What to do next for a confirmed trade. Pure: the same at first and after any restart.
package enum EntryAction: Sendable, Equatable {
  /// Ask the gate; its yes is followed by the intent row.
  case authorize
  case send
  /// It may have been sent: look before anything else.
  case lookUp
  /// The exchange has it: wait for the fill, then read the protection back.
  case follow
  case fail(reason: String, message: String)

  /// How long one sending may take: until then the client signs an order anew that the exchange refused for a moment.
  package static let sendingLimit = Duration.seconds(2)
  /// How long after the commit of `sending` an order can still appear: it may be signed until the sending's limit, the exchange takes a
  /// signature for the receive window (2 s), and two seconds more are for clocks that differ and a commit that was slow.
  package static let arrivalLimit = sendingLimit + .seconds(2) + .seconds(2)
  package static let lookupsNeeded = 2

  package static func next(order: OrderIntent?, within window: TimeWindow, now: Timestamp) -> EntryAction {
    let expired = EntryAction.fail(
      reason: "expired",
      message: now < window.end ? "the clock was set back to \(now)" : "the cycle ended at \(window.end) before the entry was sent")
    guard let order else { return window.isOpen(at: now) ? .authorize : expired }
    switch order.state {
    case .intended: return window.isOpen(at: now) ? .send : expired
    case .sending: return .lookUp
    // A filled entry has a position: whatever the trade's row says, it is followed and never given up.
    case .acknowledged, .filled: return .follow
    case .failed: return .fail(reason: "illegalState", message: "the entry order has failed, the trade is still pending")
    }
  }

  /// After lookups that found nothing: has the order certainly never arrived?
  /// - Parameter askedAt: when the last lookup began; only what had arrived by then can be in its answer.
  package static func neverArrived(_ order: OrderIntent, lookups: Int, askedAt: Timestamp) -> Bool {
    guard let sentAt = order.sentAt else { return true }
    return lookups >= lookupsNeeded && askedAt >= sentAt + arrivalLimit
  }
}
