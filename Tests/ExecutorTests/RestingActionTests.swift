import Bybit
import Messages
import Model
import Testing

@testable import Executor

@Suite struct RestingActionTests {
  private let priced = Timestamp(milliseconds: 1_700_000_000_000)
  private let window = TimeWindow(
    start: Timestamp(milliseconds: 1_700_000_000_000), end: Timestamp(milliseconds: 1_700_000_060_000))

  private func policy(chases: Int = 1) -> EntryPolicy {
    EntryPolicy(kind: .limit, slippage: .ticks(1), patience: .seconds(10), chases: chases)
  }

  private func next(
    _ order: OrderIntent? = nil, at exchange: String = "60000", after: Duration = .seconds(1), best: String? = "60010.2", chases: Int = 1,
    _ change: (inout RestingAction.View) -> Void = { _ in }
  ) throws -> RestingAction {
    let proposal = try Fixture.proposal(enterBy: window.end)
    var view = RestingAction.View(
      best: try best.map { try Fixture.value($0) },
      prices: LimitPrices(proposal, maximumDrift: 0.5, tick: try Fixture.value("0.1")))
    change(&view)
    return RestingAction.next(
      try order ?? Fixture.limitIntent(.buy, Fixture.value("60000"), pricedAt: priced), exchangePrice: try Fixture.value(exchange), view,
      policy(chases: chases), within: window, now: priced + after)
  }

  private func reason(_ action: RestingAction) -> String? {
    guard case .withdraw(let withdrawal) = action else { return nil }
    return withdrawal.reason
  }

  @Test("Within its time it waits, and is looked at again soon, or when its time is over")
  func waits() throws {
    #expect(try next() == .wait(until: priced + .seconds(1) + RestingAction.interval))
    #expect(try next(after: .milliseconds(9_900)) == .wait(until: priced + .seconds(10)))
  }

  @Test("When its time is over it follows to the best price of its own side; after the last time it is withdrawn")
  func follows() throws {
    #expect(try next(after: .seconds(10)) == .follow(Fixture.value("60010.2")))
    #expect(reason(try next(after: .seconds(10), chases: 0)) == "notFilled")
    let followed = try Fixture.limitIntent(.buy, Fixture.value("60000"), pricedAt: priced, chases: 1)
    #expect(reason(try next(followed, after: .seconds(10))) == "notFilled")
  }

  @Test("A market or a tick size that cannot be read is not followed")
  func unreadable() throws {
    #expect(reason(try next(after: .seconds(10), best: nil)) == "notFilled")
    #expect(reason(try next(after: .seconds(10)) { $0.prices = nil }) == "notFilled")
    #expect(try next(best: nil) { $0.prices = nil } == .wait(until: priced + .seconds(1) + RestingAction.interval))
  }

  @Test("It never follows beyond the drift that the analysed entry allows, and never away from the market")
  func bounds() throws {
    // Half an ATR of 500 above 60000.
    #expect(try next(after: .seconds(10), best: "60900.4") == .follow(Fixture.value("60250")))
    #expect(try next(after: .seconds(10), best: "59990.1") == .follow(Fixture.value("60000")))
  }

  @Test("A price that the exchange does not have is said again, until its time is over")
  func restates() throws {
    let followed = try Fixture.limitIntent(.buy, Fixture.value("60010.2"), pricedAt: priced, chases: 1)
    #expect(try next(followed, at: "60000") == .restate(Fixture.value("60010.2")))
    #expect(reason(try next(followed, at: "60000", after: .seconds(10))) == "notFilled")
  }

  @Test("What was withdrawn is cancelled again and never followed, whatever else is so")
  func withdrawnForGood() throws {
    let order = try Fixture.limitIntent(.buy, Fixture.value("60000"), pricedAt: priced)
      .withdrawn(Withdrawal(reason: "notFilled", message: "in time"))
    for after in [Duration.zero, .seconds(10), .seconds(3600)] {
      #expect(try next(order, at: "59990", after: after) { $0.isHalted = true } == .cancel)
    }
  }

  @Test("It is withdrawn for a halt, a close that was asked for, a drift, a part that is closed or unprotected, and before the cycle's end")
  func withdraws() throws {
    #expect(reason(try next { $0.isHalted = true }) == "halted")
    #expect(reason(try next { $0.closeAskedBy = "ada" }) == "withdrawn")
    #expect(reason(try next { $0.objection = "far" }) == "priceDrift")
    #expect(reason(try next { $0.isFlatAgain = true }) == "closedEarly")
    #expect(reason(try next { $0.isUnprotected = true }) == "unprotected")
    #expect(reason(try next(after: .seconds(59))) == "expired")
    #expect(reason(try next(after: .seconds(3600))) == "expired")
    #expect(reason(try next(after: .seconds(-10))) == "expired", "the clock was set back")
  }

  @Test("A second before the cycle's end, or a tenth of a short cycle, nothing rests any more")
  func lead() {
    #expect(EntryPolicy.withdrawalLead(window) == .seconds(1))
    #expect(EntryPolicy.withdrawalLead(TimeWindow(start: priced, end: priced + .seconds(5))) == .milliseconds(500))
    #expect(policy().window(window).end == window.end - .seconds(1))
    #expect(EntryPolicy.market.window(window) == window)
  }

  @Test("Limit prices lie on ticks that are not worse for us, for both sides")
  func ticks() throws {
    let buy = try Fixture.proposal(side: .buy, entry: "60000.17")
    let sell = try Fixture.proposal(side: .sell, entry: "60000.17", stop: "61000", target: "58000")
    let tick: Price = try Fixture.value("0.1")
    let (low, high) = (LimitPrices(buy, maximumDrift: 0.5, tick: tick), LimitPrices(sell, maximumDrift: 0.5, tick: tick))
    #expect(low.first.description == "60000.1" && low.worst.description == "60250.1")
    #expect(high.first.description == "60000.2" && high.worst.description == "59750.2")
    #expect(high.following(try Fixture.value("60000.2"), best: try Fixture.value("59000")).description == "59750.2")
    #expect(high.following(try Fixture.value("60000.2"), best: try Fixture.value("60001")).description == "60000.2")
  }

  @Test("10,000 random limit entries with partial fills, chases, lost and late requests and crashes: one order that always ends, in bounds")
  func tales() throws {
    var generator = SeededGenerator(seed: 11)
    var seen: [String: Int] = [:]
    for number in 0..<10_000 {
      var tale = try RestingTale(&generator)
      try tale.play(&generator)
      let amended = tale.requests.filter { $0.0 != .cancel }
      let cancelledAt = tale.requests.first { $0.0 == .cancel }?.at
      for case (.amend(let price), let at) in tale.requests {
        try #require(at < tale.end, "story \(number): amended when the cycle was about to end")
        try #require(cancelledAt.map { at <= $0 } ?? true, "story \(number): amended after a cancellation")
        let isInBounds = tale.proposal.side == .buy ? price <= tale.prices.worst : price >= tale.prices.worst
        try #require(isInBounds, "story \(number): beyond the drift")
      }
      try #require(tale.order.chases <= tale.policy.chases, "story \(number)")
      if let late = tale.firstLateAction { try #require(late == .cancel || reason(late) != nil, "story \(number): rests beyond the cycle") }
      let isWhole = tale.parts == RestingTale.ordered
      try #require(isWhole || tale.order.withdrawal != nil, "story \(number): ended without a reason")
      try Self.readsBack(tale, &generator)
      seen[isWhole ? "filled" : tale.parts > 0 ? "part" : "none", default: 0] += 1
      if !amended.isEmpty { seen["amended", default: 0] += 1 }
      if isWhole, tale.order.withdrawal != nil { seen["filled while cancelled", default: 0] += 1 }
      seen[tale.order.withdrawal?.reason ?? "undisturbed", default: 0] += 1
    }
    for kind in [
      "filled", "part", "none", "amended", "filled while cancelled", "undisturbed", "notFilled", "expired", "halted", "priceDrift",
      "closedEarly",
    ] { #expect(seen[kind, default: 0] > 100, "\(kind) was tried too seldom: \(seen)") }
  }

  /// The executor's view of the same story, from shuffled, doubled and lost messages and one read at the end, has the size that filled.
  private static func readsBack(_ tale: RestingTale, _ generator: inout SeededGenerator) throws {
    var life = try TradeTale.buy(tale.proposal.side)
    for message in tale.messages.shuffled(using: &generator) {
      for _ in 0..<Int.random(in: 0...2, using: &generator) { try life.apply(message) }
    }
    for message in tale.messages.shuffled(using: &generator) { try life.apply(message) }
    try #require(life.filled.description == (tale.parts == 0 ? "0" : "0.0\(tale.parts)"))
    try #require(life.entryState == (tale.parts == 0 ? .cancelled : .filled))
    try #require(life.status == (tale.parts == 0 ? .cancelled : .pending), "a position without its stop read back is not open")
  }
}
