import Bybit
import Messages
import Model

/// One trade compared with the exchange. Pure.
package struct PositionCheck: Sendable, Equatable {
  /// nil while the exchange shows no position.
  package let live: LivePosition?
  package let alerts: [PositionAlert]

  package init(_ trade: TrackedTrade, _ position: Position?, at now: Timestamp) {
    guard let position, position.size > .zero else {
      live = nil
      // The executor records the end from the executions; an alert is for it to explain, not for this service to act on.
      alerts = [Self.alert(trade, .vanished, "the exchange shows no position")]
      return
    }
    let current = position.markPrice ?? trade.entryPrice
    let risk = abs(trade.entryPrice.double - trade.stopLoss.double)
    let gain = trade.side.sign * (current.double - trade.entryPrice.double)
    live = LivePosition(
      tradeID: trade.tradeID, symbol: trade.symbol, side: trade.side, quantity: position.size, entryPrice: trade.entryPrice,
      currentPrice: current, stopLoss: position.stopLoss, takeProfit: position.takeProfit, unrealizedPnL: position.unrealisedPnL,
      liveRiskReward: risk > 0 ? (gain / risk * 1000).rounded() / 1000 : 0, checkedAt: now)
    var alerts: [PositionAlert] = []
    if position.coveringStop == nil { alerts.append(Self.alert(trade, .unprotected, "the position has no stop that covers it")) }
    if position.size != trade.quantity || position.side != trade.side {
      alerts.append(
        Self.alert(
          trade, .sizeMismatch,
          "expected \(trade.side.rawValue) \(trade.quantity), the exchange has \(position.side?.rawValue ?? "flat") \(position.size)"))
    }
    self.alerts = alerts
  }

  /// How long a difference must last: fills and the executor's reports take a moment to meet (DESIGN §6.3).
  package static let doubt = Duration.seconds(5)

  /// Whether a difference is more than a moment between two reports. A missing stop counts at once.
  /// - Parameter first: since when every read has shown it.
  package static func counts(_ code: PositionAlert.Code, since first: Timestamp?, now: Timestamp) -> Bool {
    if code == .unprotected { return true }
    guard let first else { return false }
    return now - first >= doubt
  }

  private static func alert(_ trade: TrackedTrade, _ code: PositionAlert.Code, _ message: String) -> PositionAlert {
    PositionAlert(tradeID: trade.tradeID, symbol: trade.symbol, code: code, message: message)
  }
}
