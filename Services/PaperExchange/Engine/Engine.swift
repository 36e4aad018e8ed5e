import Model

/// The accounts and the matching, as a function of the market, the accepted commands and the time. Nothing here reads a clock or a random number.
///
/// Time is in whole milliseconds since 1970. How often ``advance(to:)`` is called never changes what happens, so re-running
/// the state log gives the same ids, fills and balances.
struct Engine: Sendable {
  private(set) var now: Int64
  var market: Market
  var accounts: [Account]
  var orders: [Order] = []
  var books: [Symbol: Book] = [:]
  var marketMaker: [Symbol: MarketMaker] = [:]
  /// Every eight hours; false: only by command.
  let paysFundingByItself: Bool
  var indexByID: [String: Int] = [:]
  var identities: Identities
  /// Handed out to orders as they enter the book.
  var nextPriority = 0
  /// Only a cache: what the candles closed before `index` say about their day.
  var closedDays: [Symbol: (index: Int, statistics: DayStatistics)] = [:]
  /// The last thousand, oldest first.
  var recentTrades: [PublicTrade] = []
  /// Since they were last taken.
  var events: [EngineEvent] = []
  /// Only caches, kept while ``advance(to:)`` runs: what happens next on a symbol, and when an account is liquidated.
  var dueOnBook: [Symbol: DueMoment?] = [:]
  var dueLiquidation: [Int: Int64?] = [:]

  /// - Parameters:
  ///   - key: names the first account.
  ///   - salt: makes the ids of one instance differ from another's.
  init(market: Market, balance: Money, start: Int64, salt: UInt64, key: String = "", paysFundingByItself: Bool = true) {
    self.paysFundingByItself = paysFundingByItself
    self.market = market
    accounts = [Account(key: key, balance: balance)]
    now = start
    identities = Identities(salt: salt)
    for symbol in market.symbols { books[symbol] = Book() }
  }

  /// Plays the market up to a moment; a moment in the past changes nothing, so the clock never runs backwards.
  mutating func advance(to target: Int64) {
    guard target > now else { return }
    play(through: target)
    now = target
    refreshTrails()
  }

  /// Carries out everything that is due up to a moment, that moment included.
  mutating func play(through target: Int64) {
    dueOnBook.removeAll(keepingCapacity: true)
    dueLiquidation.removeAll(keepingCapacity: true)
    while let next = nextDue(through: target) {
      now = max(now, next.time)
      carryOut(next)
    }
  }

  /// What has happened since the last call.
  mutating func takeEvents() -> [EngineEvent] {
    defer { events.removeAll(keepingCapacity: true) }
    return events
  }

  func position(_ symbol: Symbol, _ account: Int) -> Position { accounts[account].position(symbol) }

  func contract(_ symbol: Symbol) throws(Refusal) -> Contract {
    guard let contract = market.contract(symbol) else { throw .parameter("params error: symbol invalid \(symbol)") }
    return contract
  }

  mutating func lastPrice(_ contract: Contract) -> Price { market.price(contract, at: now) }
}
