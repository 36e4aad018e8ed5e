import Model

/// Everything the process is told at start.
package struct PaperExchangeConfiguration: Sendable {
  package var listen: ListenAddress
  package var control: ListenAddress
  package var market: MarketSpecification
  package var timeframe: Timeframe
  /// For invented markets; a replay plays the symbols of its folder.
  package var symbols: [Symbol]
  package var balance: Money
  package var apiKey: String
  /// Never logged.
  package var apiSecret: String
  /// The folder of the state log.
  package var state: String
  /// Further clients.
  package var accounts: [AccountConfiguration]
  /// False for measurements: no limit of requests per second.
  package var isLimited: Bool
  /// False for tests whose sums must not depend on the time of day: funding is paid only when the control port is asked for it.
  package var paysFundingByItself: Bool

  package init(
    listen: ListenAddress, control: ListenAddress, market: MarketSpecification, timeframe: Timeframe, symbols: [Symbol], balance: Money,
    apiKey: String, apiSecret: String, state: String, accounts: [AccountConfiguration] = [], isLimited: Bool = true,
    paysFundingByItself: Bool = true
  ) {
    self.listen = listen
    self.control = control
    self.market = market
    self.timeframe = timeframe
    self.symbols = symbols
    self.balance = balance
    self.apiKey = apiKey
    self.apiSecret = apiSecret
    self.state = state
    self.accounts = accounts
    self.isLimited = isLimited
    self.paysFundingByItself = paysFundingByItself
  }
}
