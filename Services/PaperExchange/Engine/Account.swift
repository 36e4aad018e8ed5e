import Model

/// One client of the exchange: a wallet, its positions and what it has traded. Named by its API key.
struct Account: Sendable {
  let key: String
  /// What was paid in when the account was opened.
  let deposit: Money
  var wallet: Money
  /// Profits and losses of closed size, fees and funding included.
  var realised = Money.zero
  var ledger = Ledger()
  var positions: [Symbol: Position] = [:]
  /// Indexes into the engine's orders, ascending, of those that are still open.
  var open: [Symbol: [Int]] = [:]
  /// Indexes of every order, ascending.
  var orders: [Int] = []
  var indexByLinkID: [String: Int] = [:]
  var executions: [Execution] = []
  var closedTrades: [ClosedTrade] = []
  /// Where the row of a closing order stands in `closedTrades`.
  var closedTradeByOrder: [Int: Int] = [:]
  /// Only a cache: the margin that a symbol's resting orders hold; absent when something has changed.
  var orderMargin: [Symbol: Money] = [:]

  init(key: String, balance: Money) {
    self.key = key
    deposit = balance
    wallet = balance
  }

  /// Ascending.
  var allOpen: [Int] { open.values.flatMap { $0 }.sorted() }

  func position(_ symbol: Symbol) -> Position { positions[symbol] ?? Position(symbol: symbol) }
}
