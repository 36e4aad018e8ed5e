import Model

extension Engine {
  /// What a command did, for the reply.
  enum Outcome: Sendable {
    case order(index: Int)
    case cancelled(indexes: [Int])
    case done
  }

  /// Checks a command against the present state and carries it out; a refused one changes nothing.
  mutating func apply(_ command: Command) throws(Refusal) -> Outcome {
    switch command {
    case .placeOrder(let order): return .order(index: try place(order))
    case .amendOrder(let change): return .order(index: try amend(change))
    case .cancelOrder(let cancel):
      let index = try openOrder(cancel.order, cancel.symbol)
      close(index, .cancelled, .byUser)
      return .order(index: index)
    case .cancelAll(let all): return .cancelled(indexes: try cancelAll(all))
    case .setLeverage(let change): try setLeverage(change)
    case .setProtection(let change): try setProtection(change)
    case .shockPrice(let shock): try self.shock(shock)
    }
    return .done
  }

  /// - Throws: 110001 if the order is unknown or no longer open.
  func openOrder(_ reference: OrderReference, _ symbol: Symbol) throws(Refusal) -> Int {
    let index = reference.id.map { indexByID[$0] } ?? reference.linkID.flatMap { indexByLinkID[$0] }
    guard let index, orders[index].symbol == symbol, orders[index].status.isOpen else {
      throw Refusal(.unknownOrder, "order not exists or too late to cancel")
    }
    return index
  }

  private mutating func cancelAll(_ all: CancelAll) throws(Refusal) -> [Int] {
    if let symbol = all.symbol { _ = try contract(symbol) }
    let chosen = open.filter { index in
      let order = orders[index]
      guard all.symbol == nil || all.symbol == order.symbol else { return false }
      switch all.filter {
      case nil: return true
      case .order, .openOrder: return order.stopOrderType == .none
      case .stopOrder: return order.stopOrderType != .none
      }
    }
    let indexes = Array(chosen.prefix(500))
    for index in indexes { close(index, .cancelled, .byUser) }
    return indexes
  }

  private mutating func setLeverage(_ change: SetLeverage) throws(Refusal) {
    let contract = try contract(change.symbol)
    guard (100...Int(contract.instrument.maximumLeverage * 100)).contains(change.hundredths) else {
      throw .parameter("leverage must lie between 1 and \(Int(contract.instrument.maximumLeverage))")
    }
    var position = position(change.symbol)
    guard position.leverage != change.leverage else { throw Refusal(.leverageUnchanged, "leverage not modified") }
    position.leverage = change.leverage
    let extra = position.initialMargin - self.position(change.symbol).initialMargin
    guard extra <= .zero || extra <= available() else { throw Refusal(.insufficientBalance, "ab not enough for new leverage") }
    positions[change.symbol] = position
  }

  private mutating func shock(_ shock: ShockPrice) throws(Refusal) {
    let contract = try contract(shock.symbol)
    guard shock.price > .zero, shock.price <= contract.maximumPrice, shock.price.isMultiple(of: contract.instrument.tickSize) else {
      throw .parameter(
        "price must be a multiple of \(contract.instrument.tickSize) between \(contract.instrument.tickSize) and \(contract.maximumPrice)")
    }
    let (ticks, moment) = (contract.ticks(shock.price), now)
    market.withTape(shock.symbol) { $0.shock(to: ticks, at: moment) }
    for index in open where orders[index].symbol == shock.symbol && orders[index].status.isOpen {
      let (level, rising) = Self.level(orders[index])
      if rising ? shock.price >= level : shock.price <= level { trigger(index) }
    }
  }
}
