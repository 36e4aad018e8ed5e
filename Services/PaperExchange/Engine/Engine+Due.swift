import Model

extension Engine {
  /// The first thing that happens at or after now.
  mutating func nextDue(through target: Int64) -> DueMoment? {
    var best: DueMoment?
    func consider(_ moment: DueMoment?) {
      guard let moment, moment.time <= target else { return }
      if let known = best, known.rank <= moment.rank { return }
      best = moment
    }
    for symbol in market.symbols {
      if let known = dueOnBook[symbol] {
        consider(known)
      } else {
        let moment = nextOnBook(symbol, through: target)
        dueOnBook[symbol] = .some(moment)
        consider(moment)
      }
    }
    let holders = accounts.indices.filter { index in accounts[index].positions.values.contains { $0.side != nil } }
    guard !holders.isEmpty else { return best }
    if paysFundingByItself {
      let funding = ((now.floorDivided(by: Fees.fundingInterval)) + 1) * Fees.fundingInterval
      consider(DueMoment(time: funding, cause: .funding))
    }
    for account in holders {
      let time: Int64?
      if let known = dueLiquidation[account] {
        time = known
      } else {
        time = liquidationTime(account, through: target)
        dueLiquidation[account] = .some(time)
      }
      if let time { consider(DueMoment(time: time, cause: .liquidation(account: account))) }
    }
    return best
  }

  mutating func carryOut(_ due: DueMoment) {
    switch due.cause {
    case .level(let index), .trail(let index): reach(index)
    case .round(let index):
      changed(orders[index])
      books[orders[index].symbol]?.goOn(index)
    case .funding: payFunding()
    case .liquidation(let account): liquidate(account)
    }
  }

  private mutating func nextOnBook(_ symbol: Symbol, through target: Int64) -> DueMoment? {
    guard let book = books[symbol], !book.isEmpty, market.contract(symbol) != nil else { return nil }
    let after = now - 1
    var moments: [DueMoment] = []
    if let next = book.falling.next {
      let time = market.withTape(symbol) { $0.firstReach(of: next.ticks, .falling, after: after, through: target) }
      if let time { moments.append(DueMoment(time: time, cause: .level(index: next.index))) }
    }
    if let next = book.rising.next {
      let time = market.withTape(symbol) { $0.firstReach(of: next.ticks, .rising, after: after, through: target) }
      if let time { moments.append(DueMoment(time: time, cause: .level(index: next.index))) }
    }
    for round in book.rounds { moments.append(DueMoment(time: max(now, round.time), cause: .round(index: round.index))) }
    for index in book.trailing {
      guard let trail = orders[index].trail else { continue }
      let direction: PriceTape.Direction = orders[index].side == .sell ? .rising : .falling
      let (followed, isHit) = market.withTape(symbol) { $0.follow(trail, direction, through: target) }
      if isHit { moments.append(DueMoment(time: max(now, followed.time), cause: .trail(index: index))) }
    }
    return moments.min { $0.rank < $1.rank }
  }

  /// Brings what trailing stops remember up to now; before the price jumps, and so that clients see it.
  mutating func refreshTrails() {
    for symbol in market.symbols {
      for index in books[symbol]?.trailing ?? [] {
        guard let trail = orders[index].trail, let contract = market.contract(symbol) else { continue }
        let sells = orders[index].side == .sell
        let (moment, direction) = (now, sells ? PriceTape.Direction.rising : .falling)
        let followed = market.withTape(symbol) { $0.follow(trail, direction, through: moment) }.trail
        orders[index].trail = followed
        if followed.activation == nil {
          orders[index].triggerPrice = contract.price(
            ticks: max(1, sells ? followed.best - followed.distance : followed.best + followed.distance))
        }
      }
    }
  }

  /// Must be called when something changes that decides what happens next to an order's symbol or account.
  mutating func changed(_ order: Order) { changed(order.symbol, order.account) }

  mutating func changed(_ symbol: Symbol, _ account: Int) {
    dueOnBook[symbol] = nil
    dueLiquidation[account] = nil
    accounts[account].orderMargin[symbol] = nil
  }
}
