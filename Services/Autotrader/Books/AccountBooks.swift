import Instance
import Messages
import Model

/// What trading did to the account: the ledger against the exchange's wallet, and each closed trade against the exchange. Pure.
struct AccountBooks: Sendable, Equatable {
  let trades: [TradeBooks]
  /// The sum of all ledger entries of the instance, those of open and of earlier trades included.
  let ledger: Money
  let openingBalance: Money
  let walletBalance: Money

  var walletChange: Money { walletBalance - openingBalance }
  /// Booked on trades that are not in the list: fees of open ones, results of earlier runs.
  var others: Money { ledger - trades.reduce(.zero) { $0 + $1.rebuilt } }
  var agrees: Bool { trades.allSatisfy(\.agrees) && ledger.equals(walletChange) }

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
    return table.lines + [
      "Closed trades \(sum) USDT, open and earlier trades \(others) USDT, together \(ledger) USDT.",
      "Wallet \(openingBalance) → \(walletBalance) USDT, changed by \(walletChange) USDT.", verdict,
    ]
  }
}
