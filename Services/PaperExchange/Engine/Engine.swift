import Model

/// The account and the matching, as a function of the market, the accepted commands and the time. Nothing here reads a clock or a random number.
///
/// Time is in whole milliseconds since 1970. How often ``advance(to:)`` is called never changes what happens, so re-running
/// the state log gives the same ids, fills and balances.
struct Engine: Sendable {
  private(set) var now: Int64
  var market: Market
  var wallet: Money
  var realised = Money.zero
  var positions: [Symbol: Position] = [:]
  var orders: [Order] = []
  var executions: [Execution] = []
  var closedTrades: [ClosedTrade] = []
  /// Indexes into `orders`, ascending, of those that are still open.
  var open: [Int] = []
  var indexByID: [String: Int] = [:]
  var indexByLinkID: [String: Int] = [:]
  var identities: Identities
  /// Only a cache: what the candles closed before `index` say about their day.
  var closedDays: [Symbol: (index: Int, statistics: DayStatistics)] = [:]
  /// When each open order will be reached by the price in the step being played; kept only while ``advance(to:)`` runs.
  private var due: [Int: Int64] = [:]

  /// - Parameter salt: makes the ids of one instance differ from another's.
  init(market: Market, balance: Money, start: Int64, salt: UInt64) {
    self.market = market
    wallet = balance
    now = start
    identities = Identities(salt: salt)
  }

  /// Plays the market up to a moment; a moment in the past changes nothing, so the clock never runs backwards.
  mutating func advance(to target: Int64) {
    guard target > now else { return }
    due.removeAll(keepingCapacity: true)
    while let next = nextTrigger(through: target) {
      now = next.time
      due[next.index] = nil
      trigger(next.index)
    }
    now = target
  }

  /// Must be called when the level of an open order changes, so that it is looked up anew.
  mutating func forgetDueTime(_ index: Int) { due[index] = nil }

  func position(_ symbol: Symbol) -> Position { positions[symbol] ?? Position(symbol: symbol) }

  func contract(_ symbol: Symbol) throws(Refusal) -> Contract {
    guard let contract = market.contract(symbol) else { throw .parameter("params error: symbol invalid \(symbol)") }
    return contract
  }

  mutating func lastPrice(_ contract: Contract) -> Price { market.price(contract, at: now) }

  private mutating func nextTrigger(through target: Int64) -> (index: Int, time: Int64)? {
    var best: (index: Int, time: Int64)?
    for index in open {
      let time: Int64
      if let known = due[index] {
        time = known
      } else {
        time = reachTime(orders[index], through: target) ?? .max
        due[index] = time
      }
      if time < best?.time ?? .max { best = (index, time) }
    }
    return best
  }

  private mutating func reachTime(_ order: Order, through target: Int64) -> Int64? {
    guard let contract = market.contract(order.symbol) else { return nil }
    let (level, rising) = Self.level(order)
    let ticks = contract.ticks(level)
    let after = now
    return market.withTape(order.symbol) {
      $0.firstReach(of: ticks, rising ? .rising : .falling, after: after, through: target)
    }
  }

  /// The price that an open order waits for, and whether it waits for a rise.
  static func level(_ order: Order) -> (price: Price, rising: Bool) {
    if order.status == .untriggered, let trigger = order.triggerPrice { return (trigger, order.triggerDirection == .rise) }
    return (order.price, order.side == .sell)
  }
}
