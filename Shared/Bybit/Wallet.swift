import Model

/// The USDT side of a unified account.
package struct Wallet: Sendable, Equatable {
  /// Wallet balance plus unrealised profit.
  package let equity: Money
  package let walletBalance: Money
  /// What new positions may use.
  package let available: Money

  package init(equity: Money, walletBalance: Money, available: Money) {
    self.equity = equity
    self.walletBalance = walletBalance
    self.available = available
  }
}

extension Wallet {
  private static let coin = "USDT"

  /// Cross margin states the available amount for the account. Isolated margin leaves it empty; there it is what the coin's balance keeps
  /// after margins, locks and bonus. An account that never held USDT has no row and is empty.
  init(_ account: ReplyRow) throws(BybitError) {
    let coins = try account.rows("coin")
    guard let usdt = coins.first(where: { $0.optionalText("coin") == Self.coin }) else {
      self.init(equity: .zero, walletBalance: .zero, available: .zero)
      return
    }
    let balance: Money = try usdt.decimal("walletBalance")
    var available = balance
    if let text = account.optionalText("totalAvailableBalance") {
      available = try account.decimal("totalAvailableBalance", text)
    } else {
      for field in ["totalPositionIM", "totalOrderIM", "locked", "bonus"] { available -= try usdt.decimalOrZero(field) }
    }
    self.init(equity: try usdt.decimal("equity"), walletBalance: balance, available: available)
  }
}
