import Bybit
import Messages
import Model

/// A position's end, rebuilt from its executions.
package struct ClosedTrade: Sendable, Equatable {
  /// What was bought and sold again, which is less than ordered after a partial fill.
  package let quantity: Quantity
  package let exitPrice: Price
  /// Without funding.
  package let fees: Money
  /// Positive when paid.
  package let funding: Money
  /// Net of fees and funding.
  package let realizedPnL: Money
  /// Entries, exits and funding payments.
  package let executions: [Execution]
  private let exits: [Execution]
  private let gains: [Money]

  /// - Parameters:
  ///   - entries: the executions of the entry order.
  ///   - exits: the executions that closed the position.
  ///   - fundings: the funding payments in between.
  /// - Returns: nil while the exits do not cover the quantity.
  package init?(side: Side, quantity: Quantity, entries: [Execution], exits: [Execution], fundings: [Execution] = []) {
    let closed = exits.reduce(Quantity.zero) { $0 + $1.quantity }
    guard closed >= quantity, quantity > .zero, !entries.isEmpty, let average = Self.averagePrice(exits) else { return nil }
    self.quantity = quantity
    fees = (entries + exits).reduce(Money.zero) { $0 + $1.fee }
    funding = fundings.reduce(Money.zero) { $0 + $1.fee }
    gains = Self.gains(side, entryValue: Self.value(entries), exits: exits, closed: closed)
    realizedPnL = gains.reduce(.zero, +) - fees - funding
    exitPrice = average
    executions = entries + fundings + exits
    self.exits = exits
  }

  /// The trade's bookings: their sum is ``realizedPnL``, to the last digit.
  package func ledger(of tradeID: TradeID) -> [LedgerEntry] {
    let gross = zip(exits, gains).map { exit, gain in
      LedgerEntry(executionID: exit.executionID, kind: .tradePnL, amount: gain, tradeID: tradeID, symbol: exit.symbol, at: exit.at)
    }
    return Self.costs(of: executions, tradeID) + gross
  }

  /// What executions cost whatever becomes of the position: a fee for each fill, and each funding payment.
  package static func costs(of executions: [Execution], _ tradeID: TradeID) -> [LedgerEntry] {
    executions.map { execution in
      LedgerEntry(
        executionID: execution.executionID, kind: execution.kind == .funding ? .funding : .fee, amount: -execution.fee, tradeID: tradeID,
        symbol: execution.symbol, at: execution.at)
    }
  }

  /// The executions that closed a position of this side which began at `start`.
  package static func exits(in executions: [Execution], of side: Side, since start: Timestamp) -> [Execution] {
    executions.filter { $0.kind != .funding && $0.side == side.opposite && $0.at >= start && $0.closedQuantity > .zero }
  }

  /// The funding payments while a position was open.
  package static func fundings(in executions: [Execution], since start: Timestamp, until end: Timestamp) -> [Execution] {
    executions.filter { $0.kind == .funding && $0.at >= start && $0.at <= end }
  }

  package static func averagePrice(_ executions: [Execution]) -> Price? {
    let quantity = executions.reduce(Quantity.zero) { $0 + $1.quantity }
    guard quantity > .zero else { return nil }
    return .average(value(executions), over: quantity, .nearest)
  }

  /// Each exit's own share. The entry's value is divided by quantity, and the last exit takes what is left, so that nothing is lost in
  /// rounding.
  private static func gains(_ side: Side, entryValue: Money, exits: [Execution], closed: Quantity) -> [Money] {
    let entryPrice = Price.average(entryValue, over: closed, .nearest)
    var left = entryValue
    return exits.enumerated().map { index, exit in
      let share = index == exits.count - 1 ? left : .notional(entryPrice, exit.quantity, .nearest)
      left -= share
      let value = Money.notional(exit.price, exit.quantity, .nearest)
      return side == .buy ? value - share : share - value
    }
  }

  private static func value(_ executions: [Execution]) -> Money {
    executions.reduce(Money.zero) { $0 + .notional($1.price, $1.quantity, .nearest) }
  }
}
