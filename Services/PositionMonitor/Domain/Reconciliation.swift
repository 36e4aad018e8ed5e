import Bybit
import Exchange
import Messages
import Model

/// Our trades compared with all that the exchange has (DESIGN §6.3). Pure.
package struct Reconciliation: Sendable, Equatable {
  package let differences: [Difference]
  /// Neither trades nor positions: a moment at which the wallet can be compared with the ledger.
  package let isFlat: Bool

  /// - Parameters:
  ///   - trades: pending and open ones, read before the exchange.
  ///   - positions: every one that is not flat.
  ///   - orders: every open order.
  ///   - quarantines: what is in force at the executor.
  package init(trades: [Trade], positions: [Position], orders: [Order], quarantines: [Quarantine] = []) {
    let held = positions.filter { $0.size > .zero }
    isFlat = trades.isEmpty && held.isEmpty
    var found: [Difference] = []
    for trade in trades where trade.status == .open {
      found += Self.differences(trade, held.filter { $0.symbol == trade.symbol })
    }
    for position in held {
      if position.positionIndex != 0 {
        found.append(Difference(.wrongPositionMode, position.symbol, "the position is one of two sides: hedge mode is on"))
      }
      // A pending trade may have become this position a moment ago.
      guard !trades.contains(where: { $0.symbol == position.symbol }) else { continue }
      found.append(
        Difference(
          .unknownPosition, position.symbol,
          "\(position.side?.rawValue ?? "") \(position.size) at \(position.averagePrice?.description ?? "?") has no trade of ours"
        ))
    }
    for quarantine in quarantines where quarantine.cause == .unknownPosition {
      guard !found.contains(where: { $0.code == .unknownPosition && $0.symbol == quarantine.symbol }) else { continue }
      found.append(Difference(.staleQuarantine, quarantine.symbol, "the position that was not ours is gone, or has become a trade"))
    }
    for order in orders where !trades.contains(where: { $0.symbol == order.symbol }) {
      let hasPosition = held.contains { $0.symbol == order.symbol }
      // The stops of someone else's position are his.
      if hasPosition, !order.isOurs { continue }
      let text = "\(order.side.rawValue) \(order.quantity) \(order.stopOrderType ?? order.type), \(order.status.name)"
      found.append(
        Difference(order.isLeftoverWhenFlat ? .leftoverOrder : .unknownOrder, order.symbol, text, exchangeOrderID: order.orderID))
    }
    differences = found
  }

  private static func differences(_ trade: Trade, _ positions: [Position]) -> [Difference] {
    guard let position = positions.first else {
      return [Difference(.vanished, trade.symbol, "the exchange shows no position", tradeID: trade.tradeID)]
    }
    var found: [Difference] = []
    if position.coveringStop == nil {
      found.append(Difference(.unprotected, trade.symbol, "the position has no stop that covers it", tradeID: trade.tradeID))
    }
    if position.size != trade.quantity || position.side != trade.side {
      found.append(
        Difference(
          .sizeMismatch, trade.symbol,
          "expected \(trade.side.rawValue) \(trade.quantity), the exchange has \(position.side?.rawValue ?? "flat") \(position.size)",
          tradeID: trade.tradeID))
    }
    return found
  }
}
