import Database
import Exchange
import Messages
import Messaging
import Model
import ServiceKit

/// Looks at all open positions every interval, and at once after a fill.
struct PositionTracker: Worker {
  let name = "position-tracker"
  let database: Database
  let exchange: VerifiedExchange
  let bus: Bus
  let interval: Duration
  let time: TimeSource

  func step() async throws -> WorkerOutcome {
    let due = try await database.transaction { try TrackingStorage(transaction: $0).due(interval: interval) }
    guard !due.trades.isEmpty else { return .idle(until: due.next) }
    let positions = try await exchange.verified().positions()
    let now = time.now.microsecondPrecision
    for trade in due.trades {
      let check = PositionCheck(trade, positions.first { $0.symbol == trade.symbol }, at: now)
      try await database.transaction { transaction in
        let storage = TrackingStorage(transaction: transaction)
        if let live = check.live { try storage.save(live) }
        try storage.remember(check.alerts.map(\.code), trade.tradeID)
        var isInDoubt = check.live == nil
        for alert in check.alerts {
          guard PositionCheck.counts(alert.code, since: try storage.firstSeen(alert.code, trade.tradeID), now: now) else {
            isInDoubt = true
            continue
          }
          guard try storage.raise(alert, trade.tradeID) else { continue }
          try transaction.publish(
            alert, Cause(correlationID: trade.cycleID.correlation), effectKey: "\(trade.tradeID)/\(alert.code.rawValue)")
        }
        // A position that is gone or differs is looked at again soon: its end is on its way, or it needs a person.
        try storage.postpone(trade.tradeID, to: now + (isInDoubt ? min(interval, PositionCheck.doubt) : interval))
      }
      if let live = check.live { try bus.publish(PositionUpdated(position: live), from: .positionMonitor, trade.cycleID.correlation) }
    }
    return .worked
  }
}
