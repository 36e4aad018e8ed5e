import Foundation
import Model
import Testing

@testable import PaperExchange

/// A crowd of clients that do anything at random; whatever they do, every unit of every coin must be accounted for.
@Suite struct RandomOrdersTests {
  private struct Crowd {
    var random: SplitMix
    let symbols: [Symbol]
    var number = 0

    mutating func chance(_ share: Double) -> Bool { random.unit() < share }

    /// A command of an account, mostly sensible.
    mutating func command(_ engine: inout Engine, _ account: Int) throws -> Command {
      let symbol = symbols[random.integer(in: 0...symbols.count - 1)]
      let contract = try #require(engine.market.contract(symbol))
      let open = engine.accounts[account].open[symbol] ?? []
      switch random.unit() {
      case ..<0.62: return .placeOrder(try order(&engine, contract))
      case ..<0.72 where !open.isEmpty:
        var change = AmendOrder(symbol: symbol, order: OrderReference(id: engine.orders[open[random.integer(in: 0...open.count - 1)]].id))
        if chance(0.6) { change.price = price(&engine, contract, within: 40) } else { change.quantity = quantity(contract) }
        return .amendOrder(change)
      case ..<0.86 where !open.isEmpty:
        return .cancelOrder(
          CancelOrder(symbol: symbol, order: OrderReference(id: engine.orders[open[random.integer(in: 0...open.count - 1)]].id)))
      case ..<0.87: return .cancelAll(CancelAll(symbol: chance(0.5) ? symbol : nil))
      case ..<0.90: return .setLeverage(SetLeverage(symbol: symbol, hundredths: random.integer(in: 1...100) * 100))
      case ..<0.97:
        var change = SetProtection(symbol: symbol)
        change.stopLoss = price(&engine, contract, within: 60)
        if chance(0.3) { change.takeProfit = price(&engine, contract, within: 60) }
        if chance(0.2) { change.trailingDistance = contract.price(ticks: Int64(random.integer(in: 50...2000))) }
        if chance(0.3) { change.partial = SetProtection.Partial(size: quantity(contract)) }
        return .setProtection(change)
      default: return .shockPrice(ShockPrice(symbol: symbol, price: price(&engine, contract, within: chance(0.05) ? 300 : 20)))
      }
    }

    private mutating func order(_ engine: inout Engine, _ contract: Contract) throws -> PlaceOrder {
      number += 1
      let isLimit = chance(0.7)
      var order = PlaceOrder(
        symbol: contract.symbol, side: chance(0.5) ? .buy : .sell, type: isLimit ? .limit : .market, quantity: quantity(contract))
      order.linkID = "n\(number)"
      if isLimit {
        order.price = price(&engine, contract, within: 40)
        order.timeInForce = TimeInForce.allCases[random.integer(in: 0...3)]
      } else if chance(0.2) {
        order.slippage = .ticks(Int64(random.integer(in: 1...100)))
      }
      if chance(0.2) {
        order.reduceOnly = true
      } else if chance(0.4) {
        order.protection.stopLoss = price(&engine, contract, within: 80)
        order.protection.isPartial = chance(0.3)
      }
      if chance(0.1) {
        order.triggerPrice = price(&engine, contract, within: 60)
        order.triggerDirection = chance(0.5) ? .rise : .fall
      }
      return order
    }

    private mutating func price(_ engine: inout Engine, _ contract: Contract, within basisPoints: Int) -> Price {
      let last = contract.ticks(engine.lastPrice(contract))
      return contract.price(ticks: max(1, last + last * Int64(random.integer(in: -basisPoints...basisPoints)) / 10_000))
    }

    private mutating func quantity(_ contract: Contract) -> Quantity {
      let steps = random.integer(in: 1...(chance(0.05) ? 3000 : 100))
      return Quantity(FixedPoint(units: contract.instrument.quantityStep.fixedPoint.units * Int128(steps)))
    }
  }

  private func crowd(_ accounts: Int) throws -> Engine {
    let market = try Market(
      .synthetic(seed: 3), symbols: ["BTCUSDT", "ETHUSDT", "SOLUSDT"].compactMap { Symbol($0) }, timeframe: .oneMinute,
      anchor: Timestamp(milliseconds: Desk.anchor))
    var engine = Engine(market: market, balance: try #require(Money("100000")), start: Desk.anchor, salt: 7)
    for number in 1..<accounts {
      _ = try engine.apply(.openAccount(OpenAccount(key: "client-\(number)", balance: try #require(Money("\(number * 10_000)")))))
    }
    return engine
  }

  @Test(
    "100,000 random orders of eight clients: wallets, fees, funding, positions and books add up to the last digit", .timeLimit(.minutes(30))
  )
  func addsUp() throws {
    var engine = try crowd(8)
    var crowd = Crowd(random: SplitMix(seed: 42), symbols: engine.market.symbols)
    var accepted = 0
    var now = Desk.anchor
    while crowd.number < 100_000 {
      now += Int64(crowd.random.integer(in: 0...150))
      engine.advance(to: now)
      let account = crowd.random.integer(in: 0...7)
      do {
        _ = try engine.apply(try crowd.command(&engine, account), account: account)
        accepted += 1
      } catch let refusal as Refusal {
        #expect(refusal.code != .serverError)
      }
      engine.events.removeAll(keepingCapacity: true)
      if crowd.number.isMultiple(of: 5000) { try audit(&engine) }
    }
    try audit(&engine)
    #expect(accepted > 50_000)
    let executions = engine.accounts.reduce(0) { $0 + $1.executions.count }
    #expect(executions > 20_000)
    #expect(engine.orders.contains { $0.createType == .byLiquidation }, "somebody should have been liquidated")
    #expect(engine.accounts.contains { $0.executions.contains { $0.isMaker } })
  }

  private func audit(_ engine: inout Engine) throws {
    for symbol in engine.market.symbols {
      var position = Quantity.zero
      var proceeds = Money.zero
      for account in engine.accounts {
        let own = account.position(symbol)
        position += own.side == .buy ? own.size : -own.size
        proceeds += account.executions.reduce(.zero) { sum, fill in
          guard fill.symbol == symbol, fill.type != .funding else { return sum }
          return fill.side == .sell ? sum + fill.value : sum - fill.value
        }
      }
      // Whatever clients hold, the market is short of; whatever they paid one another cancels out.
      let maker = engine.marketMaker[symbol] ?? MarketMaker()
      #expect(position + maker.position == .zero)
      #expect(proceeds + maker.proceeds == .zero)
    }
    for (index, account) in engine.accounts.enumerated() {
      let ledger = account.ledger
      var cost = Money.zero
      for position in account.positions.values where position.side != nil {
        #expect(position.size > .zero)
        cost += position.side == .buy ? position.entryValue : -position.entryValue
      }
      #expect(account.wallet == account.deposit + ledger.proceeds + cost - ledger.fees - ledger.funding + ledger.insurance)
      #expect(account.wallet == account.deposit + account.realised + ledger.insurance)
      #expect(ledger.fees == account.executions.reduce(Money.zero) { $1.type == .funding ? $0 : $0 + $1.fee })
      #expect(ledger.funding == account.executions.reduce(Money.zero) { $1.type == .funding ? $0 + $1.fee : $0 })
      try auditOrders(engine, index)
    }
  }

  private func auditOrders(_ engine: Engine, _ account: Int) throws {
    let orders = engine.accounts[account].orders
    var filled: [String: Quantity] = [:]
    for fill in engine.accounts[account].executions where fill.type != .funding { filled[fill.orderID, default: .zero] += fill.quantity }
    #expect(orders.filter { engine.orders[$0].status.isOpen } == engine.accounts[account].allOpen)
    for index in orders {
      let order = engine.orders[index]
      #expect(order.executedQuantity == filled[order.id] ?? .zero)
      #expect(order.executedQuantity <= order.quantity)
      #expect((order.status == .filled) == (order.executedQuantity == order.quantity && order.quantity > .zero))
    }
    for (symbol, position) in engine.accounts[account].positions {
      let protection = [position.takeProfitOrder, position.stopLossOrder, position.trailingOrder].compactMap { $0 }
      for index in protection {
        #expect(engine.orders[index].status.isOpen && engine.orders[index].quantity == position.size)
        #expect(engine.orders[index].side == position.side?.opposite)
      }
      let waiting = (engine.accounts[account].open[symbol] ?? []).filter { engine.orders[$0].stopOrderType.isProtection }
      #expect(position.side != nil || waiting.isEmpty, "protection without a position")
    }
  }

  @Test("The same commands at the same times give the same state, however often time is advanced in between")
  func repeatable() throws {
    func play(isFine: Bool) throws -> [Money] {
      var engine = try crowd(4)
      var crowd = Crowd(random: SplitMix(seed: 5), symbols: engine.market.symbols)
      var pauses = SplitMix(seed: 6)
      var now = Desk.anchor
      while crowd.number < 3000 {
        let next = now + Int64(pauses.integer(in: 0...4000))
        if isFine { for moment in stride(from: now, to: next, by: 77) { engine.advance(to: moment) } }
        now = next
        engine.advance(to: now)
        let account = pauses.integer(in: 0...3)
        do { _ = try engine.apply(try crowd.command(&engine, account), account: account) } catch is Refusal { continue }
      }
      return engine.accounts.flatMap { [$0.wallet, $0.ledger.fees, $0.ledger.funding] }
    }
    #expect(try play(isFine: true) == play(isFine: false))
  }
}
