import Bybit
import Messages
import Model

/// A position's end, rebuilt from its executions.
package struct ClosedTrade: Sendable, Equatable {
  /// What was bought and sold again, which is less than ordered after a partial fill.
  package let quantity: Quantity
  package let exitPrice: Price
  package let fees: Money
  /// Net of fees.
  package let realizedPnL: Money

  /// - Parameters:
  ///   - entries: the executions of the entry order.
  ///   - exits: the executions that closed the position.
  /// - Returns: nil while the exits do not cover the quantity.
  package init?(side: Side, quantity: Quantity, entries: [Execution], exits: [Execution]) {
    let closed = exits.reduce(Quantity.zero) { $0 + $1.quantity }
    guard closed >= quantity, quantity > .zero, !entries.isEmpty, let average = Self.averagePrice(exits) else { return nil }
    let entryValue = Self.value(entries)
    let exitValue = Self.value(exits)
    self.quantity = quantity
    fees = (entries + exits).reduce(Money.zero) { $0 + $1.fee }
    realizedPnL = (side == .buy ? exitValue - entryValue : entryValue - exitValue) - fees
    exitPrice = average
  }

  /// The executions that closed a position of this side which began at `start`.
  package static func exits(in executions: [Execution], of side: Side, since start: Timestamp) -> [Execution] {
    executions.filter { $0.side == side.opposite && $0.at >= start && $0.closedQuantity > .zero }
  }

  package static func averagePrice(_ executions: [Execution]) -> Price? {
    let quantity = executions.reduce(Quantity.zero) { $0 + $1.quantity }
    guard quantity > .zero else { return nil }
    return .average(value(executions), over: quantity, .nearest)
  }

  private static func value(_ executions: [Execution]) -> Money {
    executions.reduce(Money.zero) { $0 + .notional($1.price, $1.quantity, .nearest) }
  }
}
