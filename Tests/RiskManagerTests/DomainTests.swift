import Messages
import Model
import Testing

@testable import RiskManager

@Suite struct SizingDecisionTests {
  private func decide(
    _ analysis: AnalysisSummary, tick: String = "0.1", equity: String = "100000", occupied: [String] = [], knowsFacts: Bool = true,
    after: Duration = .seconds(30)
  ) throws -> SizingDecision {
    SizingDecision.decide(
      Fixture.signal(analysis), id: .random(), facts: knowsFacts ? try Fixture.facts(analysis.symbol, tick: tick, equity: equity) : nil,
      occupied: Set(try occupied.map(Fixture.symbol)), openRisk: .zero, promisedMargin: .zero, limits: Fixture.limits,
      now: Fixture.start + after)
  }

  private func proposal(_ decision: SizingDecision) throws -> TradeProposal {
    guard case .propose(let proposal, _, _) = decision else {
      Issue.record("declined: \(decision)")
      throw CancellationError()
    }
    return proposal
  }

  private func reason(_ decision: SizingDecision) -> String? {
    guard case .decline(let reason, _, _) = decision else { return nil }
    return reason
  }

  @Test("The quantity loses one percent of equity at the stop, fees included, rounded down to the step")
  func size() throws {
    // 1000 / (1000 + 2 · 0.00055 · 60000) = 1000 / 1066 = 0.93808…
    let proposal = try proposal(try decide(try Fixture.analysis()))
    #expect(proposal.quantity.description == "0.938")
    #expect(proposal.riskAmount.description == "999.908")
    #expect(proposal.enterBy == Fixture.start + .seconds(60))
  }

  @Test("Stops round away from the entry and targets towards it, on both sides")
  func rounding() throws {
    let long = try proposal(
      try decide(try Fixture.analysis(entry: "60000.04", stop: "59000.09", target: "62000.09")))
    #expect([long.entryPrice, long.stopLoss, long.takeProfit].map(\.description) == ["60000", "59000", "62000"])
    let short = try proposal(
      try decide(try Fixture.analysis("BTCUSDT", .sell, entry: "60000.06", stop: "61000.01", target: "58000.01")))
    #expect([short.entryPrice, short.stopLoss, short.takeProfit].map(\.description) == ["60000.1", "61000.1", "58000.1"])
  }

  @Test("No proposal has its stop or target on the wrong side of its entry, or off the tick", arguments: 1...60)
  func sides(_ number: Int) throws {
    let side: Recommendation = number.isMultiple(of: 2) ? .buy : .sell
    let sign = number.isMultiple(of: 2) ? 1.0 : -1.0
    let entry = 100 + Double(number) * 0.377
    let analysis = try Fixture.analysis(
      "SOLUSDT", side, entry: try #require(Price(nearest: entry)).description,
      stop: try #require(Price(nearest: entry - sign * 0.07 * Double(number))).description,
      target: try #require(Price(nearest: entry + sign * 0.09 * Double(number))).description)
    guard case .propose(let proposal, _, _) = try decide(analysis, tick: "0.5") else {
      #expect(number < 12, "only levels within a few ticks may be declined")
      return
    }
    let tick: Price = try Fixture.value("0.5")
    for price in [proposal.entryPrice, proposal.stopLoss, proposal.takeProfit] { #expect(price.isMultiple(of: tick)) }
    let isLong = proposal.side == .buy
    #expect(isLong ? proposal.stopLoss < proposal.entryPrice : proposal.stopLoss > proposal.entryPrice)
    #expect(isLong ? proposal.takeProfit > proposal.entryPrice : proposal.takeProfit < proposal.entryPrice)
  }

  @Test("A target that rounding puts on the entry is declined, not sent to the exchange")
  func noReward() throws {
    #expect(reason(try decide(try Fixture.analysis(entry: "100", stop: "99", target: "100.09"))) == "noReward")
  }

  @Test("Late, full, taken, unknown and incomplete signals are declined with the reason")
  func declined() throws {
    let analysis = try Fixture.analysis()
    #expect(reason(try decide(analysis, after: .seconds(48))) == "expired")
    #expect(reason(try decide(analysis, occupied: ["AUSDT", "BUSDT", "CUSDT"])) == "noFreeSlot")
    #expect(reason(try decide(analysis, occupied: ["BTCUSDT"])) == "symbolTaken")
    #expect(reason(try decide(analysis, knowsFacts: false)) == "noInstrument")
    #expect(reason(try decide(try Fixture.analysis("BTCUSDT", .hold))) == "noLevels")
  }

  @Test("A refusal of the arithmetic carries its steps")
  func refusal() throws {
    let decision = try decide(try Fixture.analysis(), equity: "50")
    #expect(reason(decision) == "belowMinimumQuantity")
    #expect(decision.steps.contains { $0.name == "quantity by risk" })
    let wrongSide = try decide(try Fixture.analysis(stop: "60500"))
    #expect(reason(wrongSide) == "stopOnWrongSide")
    #expect(!wrongSide.steps.isEmpty)
  }
}

@Suite struct ReservationTests {
  private func authorize(
    _ state: Reservation.State, after: Duration, symbol: String = "BTCUSDT", stop: TradingStop? = nil
  ) throws -> AuthorizeEntry.Reply {
    let reservation = Reservation(
      proposalID: .random(), symbol: try Fixture.symbol("BTCUSDT"), state: state, enterBy: Fixture.start + .seconds(60))
    return Reservation.authorize(reservation, symbol: try Fixture.symbol(symbol), stop: stop, now: Fixture.start + after)
  }

  private func reason(_ reply: AuthorizeEntry.Reply) -> String? {
    guard case .refused(let reason, _) = reply else { return nil }
    return reason
  }

  @Test("A reserved slot is authorized until the cycle's end; an authorized one says yes for ever")
  func states() throws {
    #expect(try authorize(.reserved, after: .seconds(59)) == .authorized)
    #expect(reason(try authorize(.reserved, after: .seconds(60))) == "expired")
    #expect(try authorize(.authorized, after: .seconds(6000)) == .authorized)
    #expect(reason(try authorize(.released, after: .zero)) == "released")
    #expect(reason(Reservation.authorize(nil, symbol: try Fixture.symbol("BTCUSDT"), stop: nil, now: Fixture.start)) == "noReservation")
  }

  @Test("The slot of another symbol is never given", arguments: [Reservation.State.reserved, .authorized, .released])
  func otherSymbol(_ state: Reservation.State) throws {
    #expect(reason(try authorize(state, after: .zero, symbol: "ETHUSDT")) == "otherSymbol")
  }

  @Test("While trading does not run no reserved slot is authorized, and what is authorized stays so")
  func stopped() throws {
    let stop = TradingStop(reason: "drawdown", message: "too much")
    #expect(try authorize(.reserved, after: .zero, stop: stop) == .refused(reason: "drawdown", message: "too much"))
    #expect(try authorize(.authorized, after: .zero, stop: stop) == .authorized)
    #expect(reason(try authorize(.released, after: .zero, stop: stop)) == "released")
  }
}
