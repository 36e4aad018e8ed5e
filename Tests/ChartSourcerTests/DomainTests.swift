import Messages
import Model
import Testing

@testable import ChartSourcer

@Suite struct BoundaryDecisionTests {
  /// Midnight UTC, 2023-11-15.
  private let midnight = Timestamp(milliseconds: 1_700_006_400_000)

  @Test("A fresh installation starts early in a timeframe and otherwise waits for the next boundary without a word")
  func firstStart() {
    #expect(BoundaryDecision.decide(.oneHour, last: nil, now: midnight) == .start(midnight))
    #expect(BoundaryDecision.decide(.oneHour, last: nil, now: midnight + .seconds(719)) == .start(midnight))
    #expect(BoundaryDecision.decide(.oneHour, last: nil, now: midnight + .seconds(720)) == .nothing)
  }

  @Test("A boundary that was decided is not decided again, and midnight is a boundary like the others", arguments: Timeframe.allCases)
  func onlyOnce(_ timeframe: Timeframe) {
    let before = midnight - timeframe.duration
    #expect(BoundaryDecision.decide(timeframe, last: before, now: midnight) == .start(midnight))
    #expect(BoundaryDecision.decide(timeframe, last: before, now: midnight - .nanoseconds(1)) == .nothing)
    #expect(BoundaryDecision.decide(timeframe, last: midnight, now: midnight + timeframe.duration * 0.99) == .nothing)
  }

  @Test("A late notice skips the boundary with a reason; after a long absence the reason counts what passed")
  func late() {
    let late = midnight + .seconds(12)
    guard case .skip(let one, let message) = BoundaryDecision.decide(.oneMinute, last: midnight - .seconds(60), now: late),
      case .skip(let many, let counted) = BoundaryDecision.decide(.oneMinute, last: midnight - .seconds(600), now: late)
    else {
      Issue.record("a late boundary was not skipped")
      return
    }
    #expect(one == midnight && many == midnight)
    #expect(message.contains("too late"))
    #expect(counted.hasPrefix("10 "))
    #expect(BoundaryDecision.decide(.oneMinute, last: midnight - .seconds(600), now: midnight + .seconds(1)) == .start(midnight))
  }

  @Test("A clock that is set back starts no boundary twice and no older one", arguments: [1, 59, 60, 3600, 86_400])
  func setBack(_ seconds: Int) {
    #expect(BoundaryDecision.decide(.oneMinute, last: midnight, now: midnight - .seconds(seconds)) == .nothing)
  }

  @Test("Deadlines are half, four fifths and the whole of the timeframe after the start", arguments: Timeframe.allCases)
  func deadlines(_ timeframe: Timeframe) throws {
    let symbols = try ["BTCUSDT", "ETHUSDT", "BTCUSDT"].map { try #require(Symbol($0)) }
    let start = midnight + .milliseconds(1234)
    let plan = CyclePlan(cycleID: .random(), timeframe: timeframe, start: start, symbols: symbols)
    #expect(plan.analysisBy - start == .seconds(Double(timeframe.seconds) * 0.5))
    #expect(plan.approveBy - start == .milliseconds(timeframe.seconds * 800))
    #expect(plan.endsAt - start == timeframe.duration)
    #expect(plan.candleClose == midnight)
    #expect(plan.symbols.map(\.description) == ["BTCUSDT", "ETHUSDT"])
  }
}

@Suite struct CycleStoryTests {
  private let at = Timestamp(milliseconds: 1_700_000_000_000)
  private let cycle = CycleID.random()

  @Test("Only the ends of a signal end it")
  func ends() {
    let all: [StoryUpdate.SignalState] = [.ranked, .proposed, .confirmed, .declined, .rejected, .expired, .opened, .failed]
    #expect(all.filter(\.isEnd) == [.declined, .rejected, .expired, .opened, .failed])
  }

  @Test("Each way to fail or to run out of time is told with its own outcome, step and state")
  func outcomes() throws {
    let symbol = try #require(Symbol("BTCUSDT"))
    func failed(_ reason: String) -> StoryUpdate {
      CycleStory.tradeFailed(
        TradeFailed(tradeID: .random(), cycleID: cycle, symbol: symbol, reason: reason, message: "m"), at: at)
    }
    #expect(failed("expired").steps.map(\.outcome) == [.expired])
    #expect(failed("exchangeRefused").steps.map(\.outcome) == [.failed])
    #expect(failed("x").state == .failed && failed("x").steps.first?.name == .execution)
    let expired = CycleStory.tradeExpired(
      TradeExpired(proposalID: .random(), cycleID: cycle, symbol: symbol, message: "m"), at: at)
    #expect(expired.state == .expired && expired.steps.map(\.outcome) == [.expired])
    let rejected = CycleStory.tradeRejected(
      TradeRejected(proposalID: .random(), cycleID: cycle, symbol: symbol, channel: .web, decidedBy: "me", reason: "no"), at: at)
    #expect(rejected.state == .rejected && rejected.steps.map(\.outcome) == [.declined])
    #expect(rejected.steps.first?.detail == "no (me, web)")
    for (reason, outcome) in [("expired", CycleStep.Outcome.expired), ("noFreeSlot", .declined)] {
      let declined = CycleStory.tradeDeclined(
        TradeDeclined(cycleID: cycle, analysisID: .random(), symbol: symbol, reason: reason, message: "m"), at: at)
      #expect(declined.state == .declined && declined.steps.map(\.outcome) == [outcome])
    }
    for (reason, outcome) in [("expired", CycleStep.Outcome.expired), ("staleCandles", .failed)] {
      let analysis = CycleStory.analysisFailed(
        AnalysisFailed(cycleID: cycle, symbol: symbol, timeframe: .oneMinute, candleClose: at, reason: reason, message: "m"), at: at)
      #expect(analysis.state == nil && analysis.signals.isEmpty && analysis.steps.map(\.outcome) == [outcome])
    }
    let ranked = CycleStory.signalsRanked(
      SignalsRanked(
        cycleID: cycle, timeframe: .oneMinute, approveBy: at, endsAt: at, signals: [],
        rejected: [RejectedCandidate(symbol: symbol, rule: "hasDirection", message: "flat")]), at: at)
    #expect(ranked.isRanked && ranked.signals.isEmpty)
    #expect(ranked.steps.map(\.detail) == ["hasDirection: flat"])
  }
}
