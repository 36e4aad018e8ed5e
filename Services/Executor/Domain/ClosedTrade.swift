import Bybit
import Messages
import Model

/// A position's end, rebuilt from its executions.
package struct ClosedTrade: Sendable, Equatable {
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
    guard closed >= quantity, quantity > .zero, !entries.isEmpty else { return nil }
    let entryValue = Self.value(entries)
    let exitValue = Self.value(exits)
    fees = (entries + exits).reduce(Money.zero) { $0 + $1.fee }
    realizedPnL = (side == .buy ? exitValue - entryValue : entryValue - exitValue) - fees
    exitPrice = Self.averagePrice(exits) ?? .zero
  }

  package static func averagePrice(_ executions: [Execution]) -> Price? {
    let quantity = executions.reduce(Quantity.zero) { $0 + $1.quantity }
    guard quantity > .zero else { return nil }
    return Price(nearest: value(executions).double / quantity.double)
  }

  private static func value(_ executions: [Execution]) -> Money {
    executions.reduce(Money.zero) { $0 + .notional($1.price, $1.quantity, .nearest) }
  }
}
