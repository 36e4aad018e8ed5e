import Testing
import TradingRules

@Suite struct ConfidenceTests {
  @Test func `the documented example gives 0 point 790`() throws {
    #expect(try Confidence.score(setupQuality: 0.8, riskRewardScore: 0.9, marketEnvironment: 0.7) == 0.790)
    #expect(try Confidence.score(setupQuality: 0.8, riskRewardRatio: 2.7, marketEnvironment: 0.7) == 0.790)
  }

  @Test func `the risk-reward score is capped, and the cap is configurable`() throws {
    #expect(try Confidence.riskRewardScore(1.5) == 0.5)
    #expect(try Confidence.riskRewardScore(9) == 1)
    #expect(try Confidence.riskRewardScore(2, cap: 4) == 0.5)
    // 0.25 · 1
    #expect(try Confidence.score(setupQuality: 0, riskRewardRatio: 5, marketEnvironment: 0, riskRewardCap: 5) == 0.25)
  }

  @Test func `the score is rounded to three decimals`() throws {
    // 0.4 · 0.123 = 0.0492
    #expect(try Confidence.score(setupQuality: 0.123, riskRewardScore: 0, marketEnvironment: 0) == 0.049)
    #expect(try Confidence.score(setupQuality: 1, riskRewardScore: 1, marketEnvironment: 1) == 1)
  }

  @Test(arguments: [Double.nan, .infinity, -0.01, 1.01, 85])
  func `a part outside 0 to 1 is refused, not clamped`(_ bad: Double) {
    let parts: [(Double, Double, Double)] = [(bad, 0.5, 0.5), (0.5, bad, 0.5), (0.5, 0.5, bad)]
    for (setup, reward, environment) in parts {
      let error = #expect(throws: TradingRulesError.self) {
        try Confidence.score(setupQuality: setup, riskRewardScore: reward, marketEnvironment: environment)
      }
      #expect(error?.code == .invalidInput)
    }
  }

  @Test func `a ratio or cap without meaning is refused`() {
    for ratio in [Double.nan, .infinity, -1] {
      #expect(throws: TradingRulesError.self) { try Confidence.riskRewardScore(ratio) }
    }
    for cap in [Double.nan, 0, -3] {
      #expect(throws: TradingRulesError.self) { try Confidence.riskRewardScore(2, cap: cap) }
    }
  }
}
