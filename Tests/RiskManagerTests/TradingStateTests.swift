import Messages
import Model
import Testing

@testable import RiskManager

/// 2023-11-14 22:13:20 UTC; the day ends 6400 s later.
private let now = Fixture.start

@Suite struct TradingStateTests {
  private func limits() throws -> BreakerLimits {
    BreakerLimits(dailyLoss: try #require(FixedPoint("0.05")), drawdown: try #require(FixedPoint("0.15")))
  }

  /// Observes each equity, one second after the other, from `start` on.
  private func observed(_ equities: [String], from start: Timestamp = now) throws -> TradingState {
    var state = TradingState(since: now)
    for (index, equity) in equities.enumerated() {
      _ = state.observe(try Fixture.value(equity), at: start + .seconds(index), try limits())
    }
    return state
  }

  private func ask(_ action: TradingAction, flatten: Bool = false, reset: Bool = false) -> SetTradingState {
    SetTradingState(action: action, flatten: flatten, resetBreakers: reset, decidedBy: "ann")
  }

  @Test(
    "The daily loss trips at its exact amount and not a satoshi before; the drawdown at its own",
    arguments: [
      // 5 % of 100000 is 5000.
      (["100000", "95000.00000001"], nil), (["100000", "95000"], .dailyLoss), (["100000", "120000", "95000.01"], .drawdown),
      // 15 % of 117647 is 17647.05: 99999.95 is the drawdown's line, while the day has lost next to nothing.
      (["100000", "117647", "99999.96"], nil), (["100000", "117647", "99999.95"], .drawdown), (["100000", "100000"], nil),
      (["100000", "200000"], nil), (["100000", "-1"], .dailyLoss), (["0", "-1"], nil), (["0", "100", "85"], .drawdown),
    ] as [([String], StopReason?)])
  func breakers(_ equities: [String], _ reason: StopReason?) throws {
    let state = try observed(equities)
    #expect(state.reason == reason)
    #expect(state.level == (reason == nil ? .running : .halted))
    #expect(state.stop?.reason == reason?.rawValue)
  }

  @Test("A breaker trips once, says the numbers, and asks for no flattening")
  func tripsOnce() throws {
    var state = try observed(["100000"])
    let limits = try limits()
    let event = try #require(state.observe(try Fixture.value("93750"), at: now + .seconds(9), limits))
    #expect(
      event
        == TradingHalted(
          level: .halted, reason: "dailyLoss", message: "equity 93750 USDT is 6.25 % below the day's first 100000", flatten: false,
          decidedBy: "risk-manager"))
    #expect(state.since == now + .seconds(9))
    #expect(state.observe(try Fixture.value("90000"), at: now + .seconds(10), limits) == nil)
    #expect(state.observe(try Fixture.value("100000"), at: now + .seconds(11), limits) == nil)
    #expect(state.level == .halted, "a recovered equity resumes nothing")
  }

  @Test("A new UTC day counts from its first equity, the peak goes on, and a clock set back starts no new day")
  func days() throws {
    let limits = try limits()
    var state = try observed(["100000", "96000"])
    let midnight = Timeframe.oneDay.boundary(after: now)
    #expect(state.observe(try Fixture.value("96000"), at: midnight - .seconds(1), limits) == nil)
    #expect(state.equity.dayStart?.description == "100000")
    #expect(state.observe(try Fixture.value("92000"), at: midnight, limits) == nil)
    #expect(state.equity.dayStart?.description == "92000")
    #expect(state.equity.peak?.description == "100000")
    #expect(state.observe(try Fixture.value("91000"), at: now, limits) == nil)
    #expect(state.equity.day == midnight)
    #expect(state.equity.dayStart?.description == "92000")
    #expect(state.observe(try Fixture.value("87400"), at: midnight + .seconds(5), limits)?.reason == "dailyLoss")
  }

  @Test("A breaker trips while trading is paused, and leaves an asked halt as it is")
  func breakerOverPause() throws {
    let limits = try limits()
    var paused = try observed(["100000"])
    _ = paused.apply(ask(.pause), at: now, limits)
    #expect(paused.observe(try Fixture.value("90000"), at: now, limits)?.reason == "dailyLoss")
    #expect(paused.stop?.reason == "dailyLoss")
    var halted = try observed(["100000"])
    _ = halted.apply(ask(.halt), at: now, limits)
    #expect(halted.observe(try Fixture.value("90000"), at: now, limits) == nil)
    #expect(halted.stop?.reason == "halted")
  }

  @Test(
    "Each request in each state: what holds afterwards, whether it was accepted, and whether the others hear of it",
    arguments: [
      (nil, .pause, .paused, true, true), (nil, .halt, .halted, true, true), (nil, .resume, .running, true, false),
      (.pause, .pause, .paused, true, false), (.pause, .halt, .halted, true, true), (.pause, .resume, .running, true, true),
      (.halt, .pause, .halted, false, false), (.halt, .halt, .halted, true, false), (.halt, .resume, .running, true, true),
    ] as [(TradingAction?, TradingAction, TradingLevel, Bool, Bool)])
  func transitions(_ first: TradingAction?, _ action: TradingAction, _ level: TradingLevel, _ accepted: Bool, _ heard: Bool) throws {
    let limits = try limits()
    var state = try observed(["100000"])
    if let first { _ = state.apply(ask(first), at: now, limits) }
    let change = state.apply(ask(action), at: now + .seconds(1), limits)
    #expect(state.level == level)
    #expect(change.accepted == accepted)
    #expect((change.announcement != nil) == heard)
    #expect((state.stop == nil) == (level == .running))
  }

  @Test("A halt that comes again with the wish to close announces the wish and keeps the first reason")
  func flattenLater() throws {
    let limits = try limits()
    var state = try observed(["100000", "90000"])
    guard case .halted(let event)? = state.apply(ask(.halt, flatten: true), at: now, limits).announcement else {
      Issue.record("nothing was announced")
      return
    }
    #expect(event.flatten && event.level == .halted && event.decidedBy == "ann")
    #expect(state.reason == .dailyLoss)
  }

  @Test("A resume under a breaker that holds keeps trading halted; re-based it runs, and measures from that equity on")
  func resume() throws {
    let limits = try limits()
    var state = try observed(["100000", "90000"])
    let before = state
    let refused = state.apply(ask(.resume), at: now + .seconds(60), limits)
    #expect(!refused.accepted && refused.announcement == nil)
    #expect(state == before)

    let accepted = state.apply(ask(.resume, reset: true), at: now + .seconds(61), limits)
    #expect(accepted.announcement == .resumed(TradingResumed(decidedBy: "ann")))
    #expect(state.level == .running && state.reason == nil)
    #expect(state.equity.dayStart?.description == "90000" && state.equity.peak?.description == "90000")
    // 5 % of 90000 is 4500.
    #expect(state.observe(try Fixture.value("85500.01"), at: now + .seconds(62), limits) == nil)
    #expect(state.observe(try Fixture.value("85500"), at: now + .seconds(63), limits)?.reason == "dailyLoss")
  }

  @Test("An asked halt that is resumed while a breaker holds becomes the breaker's halt, and the others hear of it")
  func resumeIntoBreaker() throws {
    let limits = try limits()
    var state = try observed(["100000"])
    _ = state.apply(ask(.halt), at: now, limits)
    _ = state.observe(try Fixture.value("80000"), at: now, limits)
    let change = state.apply(ask(.resume), at: now, limits)
    #expect(!change.accepted)
    #expect(state.stop?.reason == "dailyLoss")
    guard case .halted(let event)? = change.announcement else {
      Issue.record("the breaker's halt was not announced")
      return
    }
    #expect(event.reason == "dailyLoss" && event.decidedBy == "risk-manager")
  }

  @Test("The next day's first equity frees the daily loss for a resume, and never resumes by itself")
  func nextDay() throws {
    let limits = try limits()
    var state = try observed(["100000", "94000"])
    let midnight = Timeframe.oneDay.boundary(after: now)
    #expect(state.observe(try Fixture.value("94000"), at: midnight, limits) == nil)
    #expect(state.level == .halted)
    #expect(state.apply(ask(.resume), at: midnight, limits).accepted)
  }

  @Test("The report gives the fractions, and none before the first observation")
  func report() throws {
    let limits = try limits()
    let empty = TradingState(since: now).report(limits)
    #expect(empty.dailyLoss == nil && empty.drawdown == nil && empty.dailyLossLimit == 0.05 && empty.drawdownLimit == 0.15)
    let full = try observed(["100000", "125000", "112500"]).report(limits)
    #expect(full.dailyLoss == -0.125)
    #expect(full.drawdown == 0.1)
    #expect(full.equityAt == now + .seconds(2))
  }
}
