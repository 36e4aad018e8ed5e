import Foundation
import Model
import Testing
import TradingRules

/// 100 candles from 99 to 101 that close at 100: ATR is 2, and levels may lie within 99 − 40 … 101 + 40.
@Suite struct AnalysisChecksTests {
  private let candles = (0..<100).map { TestCandles.candle($0, 100, 101, 99, 100) }

  private func claim(
    _ direction: String = "buy", entry: Double? = 100, stop: Double? = 96, target: Double? = 108, setup: Double = 0.7
  ) -> AnalysisClaim {
    AnalysisClaim(
      direction: direction, entry: entry, stopLoss: stop, takeProfit: target, setupQuality: setup, marketEnvironment: 0.6)
  }

  private func failures(_ claim: AnalysisClaim) -> [AnalysisRule] {
    AnalysisChecks.check(claim, candles: candles).filter { !$0.passed }.map(\.rule)
  }

  @Test func `a sound long and a sound short pass every rule`() {
    #expect(AnalysisChecks.check(claim(), candles: candles).map(\.rule) == AnalysisRule.allCases.filter { $0 != .readingMatchesCandles })
    #expect(failures(claim()).isEmpty)
    #expect(failures(claim("sell", stop: 104, target: 92)).isEmpty)
  }

  @Test func `a hold needs no levels`() {
    let outcomes = AnalysisChecks.check(claim("hold", entry: nil, stop: nil, target: nil), candles: candles)
    #expect(outcomes.allPassed)
    #expect(outcomes.map(\.rule) == [.directionKnown, .scoresInRange])
  }

  @Test(arguments: ["BUY", "long", "", "buy now"])
  func `a direction outside the closed set is refused`(_ direction: String) {
    #expect(failures(claim(direction)) == [.directionKnown])
  }

  @Test(arguments: [85, -0.1, Double.nan])
  func `a score outside 0 to 1 is refused`(_ score: Double) {
    #expect(failures(claim(setup: score)) == [.scoresInRange])
  }

  @Test(arguments: [nil, 0, -5, Double.nan, .infinity])
  func `a missing level or one that is no positive number is refused`(_ bad: Double?) {
    #expect(failures(claim(entry: bad)) == [.levelsPositive])
    #expect(failures(claim(stop: bad)) == [.levelsPositive])
    #expect(failures(claim(target: bad)) == [.levelsPositive])
  }

  @Test func `each geometric rule is broken alone and named`() {
    #expect(failures(claim(target: 98)).contains(.targetOnProfitSide))
    #expect(failures(claim(stop: 104)).contains(.stopOnLossSide))
    // 3 / 2 = 1.5 ATR from the close
    #expect(failures(claim(entry: 103, stop: 99, target: 111)) == [.entryNearClose])
    // 1 / 2 = 0.5 ATR
    #expect(failures(claim(stop: 99, target: 101.5)) == [.stopNotTooNear])
    // 12 / 2 = 6 ATR
    #expect(failures(claim(stop: 88, target: 118)) == [.stopNotTooFar])
    // 2 / 4 and 41 / 3
    #expect(failures(claim(target: 102)) == [.riskRewardSane])
    #expect(failures(claim(stop: 97, target: 141)) == [.riskRewardSane])
    // 142 is above 101 + 20 · 2
    #expect(failures(claim(stop: 95, target: 142)) == [.levelsNearMarket])
  }

  @Test func `limits themselves are allowed`() {
    // entry 1 ATR away, stop 1 ATR, ratio 1; stop 5 ATR
    #expect(failures(claim(entry: 102, stop: 100, target: 104)).isEmpty)
    #expect(failures(claim(stop: 90, target: 115)).isEmpty)
  }

  @Test func `nothing passes without candles or in a market that does not move`() {
    #expect(!AnalysisChecks.check(claim(), candles: []).allPassed)
    #expect(!AnalysisChecks.check(claim(), candles: TestCandles.flat(100)).allPassed)
  }

  @Test func `no claim with the stop or the target on the wrong side ever passes`() {
    var generator = SeededGenerator(42)
    var passed = 0
    for _ in 0..<3000 {
      let levels = (0..<3).map { _ in Double.random(in: 85...115, using: &generator) }
      let side: Side = Bool.random(using: &generator) ? .buy : .sell
      let direction = side == .buy ? "buy" : "sell"
      let claim = claim(direction, entry: levels[0], stop: levels[1], target: levels[2])
      guard AnalysisChecks.check(claim, candles: candles).allPassed else { continue }
      passed += 1
      #expect(side.sign * (levels[0] - levels[1]) > 0)
      #expect(side.sign * (levels[2] - levels[0]) > 0)
    }
    #expect(passed > 20)
  }

  @Test func `outcomes are stored as JSON with plain rule names`() throws {
    let outcomes = AnalysisChecks.check(claim(stop: 88, target: 118), candles: candles)
    let json = try JSONEncoder().encode(outcomes)
    #expect(String(decoding: json, as: UTF8.self).contains("\"stopNotTooFar\""))
    #expect(try JSONDecoder().decode([CheckOutcome].self, from: json) == outcomes)
    #expect(outcomes.firstFailure?.value == "6.00 ATR")
  }
}
