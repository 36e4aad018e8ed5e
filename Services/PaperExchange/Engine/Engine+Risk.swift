import Model

extension Engine {
  /// The first whole second after now at which an account's equity no longer exceeds its maintenance margin. The mark price is looked at
  /// once a second, so that the moment does not depend on who asks.
  mutating func liquidationTime(_ account: Int, through target: Int64) -> Int64? {
    let held = accounts[account].positions.values.filter { $0.side != nil }.sorted { $0.symbol < $1.symbol }
    guard let first = held.first else { return nil }
    let wallet = accounts[account].wallet
    let maintenance = held.reduce(Money.zero) { $0 + $1.maintenanceMargin }
    var second = (now.floorDivided(by: 1000) + 1) * 1000
    while second <= target {
      let (index, end) = market.withTape(first.symbol) { tape in
        let index = tape.index(at: second)
        return (index, min(target, tape.start(of: index + 1) - 1))
      }
      // No second of a candle is worse than its extremes; most candles are passed over at once.
      var worst = wallet
      for position in held {
        guard let contract = market.contract(position.symbol) else { continue }
        let ticks = market.withTape(position.symbol) { $0.extreme(of: index, position.side == .buy ? .falling : .rising) }
        worst += position.unrealised(at: contract.price(ticks: ticks))
      }
      if worst <= maintenance {
        while second <= end {
          var equity = wallet
          for position in held {
            guard let contract = market.contract(position.symbol) else { continue }
            equity += position.unrealised(at: market.price(contract, at: second))
          }
          if equity <= maintenance { return second }
          second += 1000
        }
      }
      second = max(second, (end.floorDivided(by: 1000) + 1) * 1000)
    }
    return nil
  }

  /// Liquidates whoever must be after a jump of the price.
  mutating func liquidateWhereDue() {
    for account in accounts.indices where accounts[account].positions.values.contains(where: { $0.side != nil }) {
      let balance = balance(account)
      if balance.equity <= balance.maintenanceMargin { liquidate(account) }
    }
  }

  /// Ends every order of an account, closes its positions at what the market gives, and makes up what is missing.
  mutating func liquidate(_ account: Int) {
    for index in accounts[account].allOpen { close(index, .cancelled, .beforeLiquidation) }
    for symbol in market.symbols {
      let position = position(symbol, account)
      guard let side = position.side?.opposite, let contract = market.contract(symbol) else { continue }
      // Up to the depth of the book a slice, and again: everything goes.
      while self.position(symbol, account).side == side.opposite {
        let last = lastPrice(contract)
        let size = min(self.position(symbol, account).size, contract.instrument.maximumMarketQuantity)
        let index = add(
          Order(
            id: identities.next(), account: account, linkID: "", parentLinkID: "", symbol: symbol, side: side, type: .market,
            timeInForce: .immediateOrCancel, price: Fees.protectivePrice(side, last: last, tick: contract.instrument.tickSize),
            quantity: size, status: .new, createType: .byLiquidation, stopOrderType: .none, reduceOnly: true, closeOnTrigger: true,
            lastPriceOnCreated: last, created: now, updated: now))
        match(index, as: .liquidation)
        if orders[index].executedQuantity == .zero {
          // The book is empty for this second: the exchange takes the rest over at the last price.
          takeOver(symbol, account, side, last)
        }
      }
    }
    if accounts[account].wallet < .zero {
      let missing = -accounts[account].wallet
      accounts[account].wallet = .zero
      accounts[account].ledger.insurance += missing
    }
    events.append(.wallet(account: account))
  }

  private mutating func takeOver(_ symbol: Symbol, _ account: Int, _ side: Side, _ last: Price) {
    let size = position(symbol, account).size
    let index = add(
      Order(
        id: identities.next(), account: account, linkID: "", parentLinkID: "", symbol: symbol, side: side, type: .market,
        timeInForce: .immediateOrCancel, price: last, quantity: size, status: .new, createType: .byLiquidation, stopOrderType: .none,
        reduceOnly: true, closeOnTrigger: true, lastPriceOnCreated: last, created: now, updated: now))
    trade(withMarket: symbol, side, size, last)
    fill(index, size, at: last, isMaker: false, as: .liquidation)
  }

  /// Longs pay shorts the same rate of their value every eight hours.
  mutating func payFunding() {
    for account in accounts.indices {
      var isPaid = false
      for symbol in market.symbols {
        var position = position(symbol, account)
        guard let side = position.side, let contract = market.contract(symbol) else { continue }
        let last = lastPrice(contract)
        let value = Money.notional(last, position.size, .nearest)
        let amount = value.scaled(by: Fees.funding, .nearest)
        let fee = side == .buy ? amount : -amount
        accounts[account].wallet -= fee
        accounts[account].ledger.funding += fee
        accounts[account].realised -= fee
        position.book(-fee)
        position.updated = now
        position.sequence = identities.nextSequence()
        accounts[account].positions[symbol] = position
        record(
          Execution(
            id: identities.next(), sequence: position.sequence, orderID: identities.next(), linkID: "", symbol: symbol, side: side,
            orderType: nil, orderPrice: .zero, orderQuantity: .zero, createType: nil, stopOrderType: .none, price: last,
            quantity: position.size, value: value, fee: fee, isMaker: false, type: .funding, feeRate: Fees.funding, leavesQuantity: .zero,
            profit: .zero, markPrice: last, closedQuantity: .zero, time: now), account)
        events.append(.position(account: account, symbol))
        isPaid = true
      }
      dueLiquidation[account] = nil
      if isPaid { events.append(.wallet(account: account)) }
    }
  }
}
