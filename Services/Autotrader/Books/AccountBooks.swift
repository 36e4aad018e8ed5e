import Bybit
import Instance
import Messages
import Model

/// What trading did to the account: the ledger against the exchange's wallet, and each closed trade against the exchange. Pure.
struct AccountBooks: Sendable, Equatable {
  let trades: [TradeBooks]
  /// The sum of all ledger entries of the instance, those of open and of earlier trades included.
  let ledger: Money
  /// Funding that open trades have paid (negative) or got: the executor books it when they end.
  let openFunding: Money
  let openingBalance: Money
  let walletBalance: Money

  /// - Parameters:
  ///   - open: the trades that have not ended.
  ///   - executions: the exchange's, from the first of them on.
  ///   - booked: the executions whose funding is in the ledger.
  static func openFunding(of open: [Trade], in executions: [Execution], booked: Set<String>) -> Money {
    executions.filter { execution in
      execution.kind == .funding && !booked.contains(execution.executionID)
        && open.contains { $0.symbol == execution.symbol && $0.createdAt <= execution.at }
    }.reduce(.zero) { $0 - $1.fee }
  }

  var walletChange: Money { walletBalance - openingBalance }
  /// Booked on trades that are not in the list: fees of open ones, results of earlier runs.
  var others: Money { ledger - trades.reduce(.zero) { $0 + $1.rebuilt } }
  var agrees: Bool { trades.allSatisfy(\.agrees) && (ledger + openFunding).equals(walletChange) }

  func lines(for terminal: Terminal) -> [String] {
    var table = Table([
      .init("trade"), .init("symbol"), .init("side"), .init("quantity", isNumber: true), .init("closed by"),
      .init("from executions", isNumber: true), .init("booked", isNumber: true), .init("exchange", isNumber: true), .init(""),
    ])
    for trade in trades {
      table.add([
        trade.tradeID.description, trade.symbol.description, trade.side.rawValue, trade.quantity.description, trade.reason,
        trade.rebuilt.description, TradeTable.text(trade.booked), TradeTable.text(trade.exchange), trade.agrees ? "=" : "NOT EQUAL",
      ])
    }
    let sum = trades.reduce(Money.zero) { $0 + $1.rebuilt }
    let verdict =
      agrees
      ? terminal.styled("The books agree with the exchange to the cent.", .green)
      : terminal.styled("THE BOOKS DO NOT AGREE WITH THE EXCHANGE.", .red)
    let funding = openFunding == .zero ? "" : " Funding of open trades, booked when they end: \(openFunding) USDT."
    return table.lines + [
      "Closed trades \(sum) USDT, open and earlier trades \(others) USDT, together \(ledger) USDT.\(funding)",
      "Wallet \(openingBalance) → \(walletBalance) USDT, changed by \(walletChange) USDT.", verdict,
    ]
  }
}
