import Model

extension Engine {
  /// What a command did, for the reply.
  enum Outcome: Sendable {
    case order(index: Int)
    case cancelled(indexes: [Int])
    case done
  }

  /// Checks a command of an account against the present state and carries it out; a refused one changes nothing.
  mutating func apply(_ command: Command, account: Int = 0) throws(Refusal) -> Outcome {
    switch command {
    case .placeOrder(let order): return .order(index: try place(order, account))
    case .amendOrder(let change): return .order(index: try amend(change, account))
    case .cancelOrder(let cancel): return .order(index: try self.cancel(cancel, account))
    case .cancelAll(let all): return .cancelled(indexes: try cancelAll(all, account))
    case .setLeverage(let change): try setLeverage(change, account)
    case .setProtection(let change): try setProtection(change, account)
    case .shockPrice(let shock): try self.shock(shock)
    case .openAccount(let opening):
      guard !accounts.contains(where: { $0.key == opening.key }) else { throw .parameter("the account exists already") }
      accounts.append(Account(key: opening.key, balance: opening.balance))
    case .liquidate: liquidate(account)
    case .payFunding: payFunding()
    }
    return .done
  }

  /// - Throws: 110001 if the order is unknown or no longer open.
  func openOrder(_ reference: OrderReference, _ symbol: Symbol, _ account: Int) throws(Refusal) -> Int {
    let index = reference.id.map { indexByID[$0] } ?? reference.linkID.flatMap { accounts[account].indexByLinkID[$0] }
    guard let index, orders[index].account == account, orders[index].symbol == symbol, orders[index].status.isOpen else {
      throw Refusal(.unknownOrder, "order not exists or too late to cancel")
    }
    return index
  }

  private mutating func cancel(_ cancel: CancelOrder, _ account: Int) throws(Refusal) -> Int {
    let index = try openOrder(cancel.order, cancel.symbol, account)
    close(index, .cancelled, .byUser)
    events.append(.position(account: account, cancel.symbol))
    events.append(.wallet(account: account))
    return index
  }

  private mutating func cancelAll(_ all: CancelAll, _ account: Int) throws(Refusal) -> [Int] {
    if let symbol = all.symbol { _ = try contract(symbol) }
    let open = all.symbol.map { accounts[account].open[$0] ?? [] } ?? accounts[account].allOpen
    let chosen = open.filter { index in
      switch all.filter {
      case nil: true
      case .order, .openOrder: orders[index].stopOrderType == .none
      case .stopOrder: orders[index].stopOrderType != .none
      }
    }
    let indexes = Array(chosen.prefix(500))
    for index in indexes { close(index, .cancelled, .byUser) }
    for symbol in Set(indexes.map { orders[$0].symbol }).sorted() { events.append(.position(account: account, symbol)) }
    if !indexes.isEmpty { events.append(.wallet(account: account)) }
    return indexes
  }

  private mutating func setLeverage(_ change: SetLeverage, _ account: Int) throws(Refusal) {
    let contract = try contract(change.symbol)
    guard (100...Int(contract.instrument.maximumLeverage * 100)).contains(change.hundredths) else {
      throw .parameter("leverage must lie between 1 and \(Int(contract.instrument.maximumLeverage))")
    }
    let before = position(change.symbol, account)
    var position = before
    guard position.leverage != change.leverage else { throw Refusal(.leverageUnchanged, "leverage not modified") }
    position.leverage = change.leverage
    let extra = position.initialMargin - before.initialMargin
    guard extra <= .zero || extra <= available(account) else { throw Refusal(.insufficientBalance, "ab not enough for new leverage") }
    accounts[account].positions[change.symbol] = position
    changed(change.symbol, account)
    events.append(.position(account: account, change.symbol))
  }

  private mutating func shock(_ shock: ShockPrice) throws(Refusal) {
    let contract = try contract(shock.symbol)
    guard shock.price > .zero, shock.price <= contract.maximumPrice, shock.price.isMultiple(of: contract.instrument.tickSize) else {
      throw .parameter(
        "price must be a multiple of \(contract.instrument.tickSize) between \(contract.instrument.tickSize) and \(contract.maximumPrice)")
    }
    refreshTrails()
    let (ticks, moment) = (contract.ticks(shock.price), now)
    market.withTape(shock.symbol) { $0.shock(to: ticks, at: moment) }
    jumpTrails(contract)
    play(through: now)
    liquidateWhereDue()
  }
}
